using Pipeline.Core.Features;
using Pipeline.Detection.Training;

namespace Pipeline.Detection.Tests.Training;

public class RowTableTests
{
    [Theory]
    [InlineData(256, 256, 1)]
    [InlineData(257, 129, 2)]
    [InlineData(600, 150, 4)]
    [InlineData(2_048, 256, 8)]
    public void Add_MoreRowsThanFit_StaySpreadEvenlyOverAllTime(int added, int kept, int stride)
    {
        RowTable table = Numbered(added);

        Assert.Equal((kept, stride), (table.RowCount, table.Stride));
        Assert.Equal(Enumerable.Range(0, kept).Select(row => row * stride), NumbersIn(table));
    }

    [Fact]
    public void Add_RowsOfMoreThanADay_ForgetsTheOldest()
    {
        RowTable table = Numbered(2_048 + 80);

        Assert.Equal((256, 8), (table.RowCount, table.Stride));
        Assert.Equal(Enumerable.Range(10, 256).Select(row => row * 8), NumbersIn(table));
    }

    [Fact]
    public void Add_OperationCalledMoreThanTheLeastCalled_TakesItsPlaceInTime()
    {
        RowTable table = new(LongWindows.WidthMs);
        LongWindows windows = new(1, RowTable.OperationsMax);
        for (int window = 0; window < 100; window++)
            table.Add(windows.Next());
        Feature busy = new(FeatureKind.OperationCalls, "busy");

        for (int window = 0; window < 150; window++)
            table.Add([.. windows.Next(), new ForestInput(busy, window % 7, 20_000), new ForestInput(busy with { Kind = FeatureKind.OperationTime }, window % 5)]);

        TrainingRows rows = table.ToTrainingRows(1)!;
        Assert.Contains(busy, rows.Columns);
        Assert.Contains(busy with { Kind = FeatureKind.OperationTime }, rows.Columns);
        Assert.True(float.IsNaN(rows.ToSingle()[rows.Columns.ToList().IndexOf(busy)]), "It was not there in the first row.");
    }

    [Fact]
    public void ToTrainingRows_ColumnsThatAreRareOrConstant_AreLeftOut()
    {
        RowTable table = new(LongWindows.WidthMs);
        for (int window = 0; window < 100; window++)
        {
            table.Add(
            [
                new ForestInput(new Feature(FeatureKind.Cpu), window % 10),
                new ForestInput(new Feature(FeatureKind.Threads), 0),
                new ForestInput(new Feature(FeatureKind.Memory), window % 5 == 0 ? window : float.NaN),
            ]);
        }

        Assert.Equal([new Feature(FeatureKind.Cpu)], table.ToTrainingRows(1)!.Columns);
    }

    [Fact]
    public void ToTrainingRows_NothingThatVaries_IsNull()
    {
        RowTable table = new(LongWindows.WidthMs);
        table.Add([new ForestInput(new Feature(FeatureKind.Cpu), 1)]);

        Assert.Null(table.ToTrainingRows(1));
    }

    [Theory]
    [InlineData(0.03f, 0)]
    [InlineData(-0.04f, -0.0625f)]
    [InlineData(3.5f, 3.5f)]
    [InlineData(float.PositiveInfinity, 127)]
    [InlineData(-1e9f, -127)]
    [InlineData(float.NaN, float.NaN)]
    public void Sixteenths_Deviation_IsRoundedAndBounded(float deviation, float kept) =>
        Assert.Equal(kept, Sixteenths.ToSingle(Sixteenths.Of(deviation)));

    private static RowTable Numbered(int count)
    {
        RowTable table = new(LongWindows.WidthMs);
        // Numbers of two digits to the base 100, so that they are exact.
        for (int row = 0; row < count; row++)
            table.Add([new ForestInput(new Feature(FeatureKind.Cpu), row % 100), new ForestInput(new Feature(FeatureKind.Memory), (row / 100) + 0.5f)]);
        return table;
    }

    private static IEnumerable<int> NumbersIn(RowTable table)
    {
        float[] values = table.ToTrainingRows(1)!.ToSingle();
        return values.Chunk(2).Select(pair => (int)pair[0] + (100 * (int)pair[1]));
    }
}
