using Pipeline.Core.Packing;
using Pipeline.Detection.Baselines;

namespace Pipeline.Detection.Tests.Baselines;

public sealed class SpreadHistoryTests
{
    [Fact]
    public void Learn_ReadBackAfterEachValue_IsWhatItWas()
    {
        SpreadHistory kept = new();
        SpreadHistory brought = new();
        for (int index = 0; index < 5 * SpreadHistory.Capacity; index++)
        {
            double value = index * 0.37 % 5;
            kept.Learn(value, SpreadHistory.Capacity / 2);
            brought.Learn(value, SpreadHistory.Capacity / 2);
            brought = ReadBack(brought);

            Assert.Equal(kept.Median, brought.Median);
            Assert.Equal(kept.Deviation, brought.Deviation);
        }
    }

    [Fact]
    public void Median_TableThatHasGoneRound_IsOfTheOldest()
    {
        SpreadHistory history = new();
        for (int index = 0; index < SpreadHistory.Capacity + 10; index++)
            history.Learn(0, SpreadHistory.Capacity / 2);

        // A third of the table: it waits, so none of it counts yet.
        for (int index = 0; index < SpreadHistory.Capacity / 3; index++)
            history.Learn(1, SpreadHistory.Capacity / 2);

        Assert.Equal(0, history.Median);
        Assert.Equal(0, history.Deviation);
    }

    private static SpreadHistory ReadBack(SpreadHistory history)
    {
        PackedWriter writer = new();
        history.Write(writer);
        PackedReader reader = new(writer.Written);
        SpreadHistory read = SpreadHistory.Read(ref reader);
        Assert.True(reader.IsComplete);
        return read;
    }
}
