using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Protocol.Identities;

namespace Pipeline.Core.Tests.Endpoints;

public sealed class SourceMarksTests
{
    private const long Now = 1_800_000_000_000;
    private static readonly SourceIdentity Source = new(new SourceId(1, 2), Now);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Add_RandomSequences_AgreesWithASet(int seed)
    {
        Random random = new(seed);
        SourceMarks marks = new();
        HashSet<ulong> seen = [];
        ulong highest = 0;
        ulong cursor = (ulong)random.Next(3) * 5_000;
        for (int step = 0; step < 20_000; step++)
        {
            cursor += (ulong)(random.Next(200) == 0 ? random.Next(3_000) : random.Next(3));
            ulong sequence = cursor - Math.Min(cursor, (ulong)random.Next(random.Next(10) == 0 ? 1_100 : 20));
            ApplyStatus expected = seen.Count > 0 && sequence <= highest && highest - sequence >= 1_024 ? ApplyStatus.SequenceExpired
                : seen.Contains(sequence) ? ApplyStatus.Duplicate
                : ApplyStatus.Applied;

            Assert.Equal(expected, marks.Classify(new BatchIdentity(Source, sequence), Now));
            Assert.Equal(expected, marks.Add(new BatchIdentity(Source, sequence), Now));
            if (expected == ApplyStatus.Applied)
            {
                seen.Add(sequence);
                highest = Math.Max(highest, sequence);
            }

            if (step % 1_000 == 0)
                marks = RoundTrip(marks);
        }
    }

    [Fact]
    public void Add_JumpOfManyWindows_ForgetsTheRing()
    {
        SourceMarks marks = new();
        marks.Add(new BatchIdentity(Source, 5), Now);
        marks.Add(new BatchIdentity(Source, 5 + (3 * 1_024)), Now);

        Assert.Equal(ApplyStatus.Applied, marks.Classify(new BatchIdentity(Source, 5 + (3 * 1_024) - 1_023), Now));
        Assert.Equal(ApplyStatus.SequenceExpired, marks.Classify(new BatchIdentity(Source, 5 + (2 * 1_024)), Now));
        Assert.Equal(ApplyStatus.Duplicate, marks.Classify(new BatchIdentity(Source, 5 + (3 * 1_024)), Now));
    }

    [Fact]
    public void Add_HighestSequenceThereIs_IsKept()
    {
        SourceMarks marks = new();
        marks.Add(new BatchIdentity(Source, ulong.MaxValue - 1), Now);
        marks.Add(new BatchIdentity(Source, ulong.MaxValue), Now);
        marks = RoundTrip(marks);

        Assert.Equal(ApplyStatus.Duplicate, marks.Classify(new BatchIdentity(Source, ulong.MaxValue), Now));
        Assert.Equal(ApplyStatus.Duplicate, marks.Classify(new BatchIdentity(Source, ulong.MaxValue - 1), Now));
        Assert.Equal(ApplyStatus.Applied, marks.Classify(new BatchIdentity(Source, ulong.MaxValue - 2), Now));
    }

    [Fact]
    public void Classify_SourceWhoseClockRunsAhead_IsNotForgottenWhileItSeemsNew()
    {
        SourceMarks marks = new();
        SourceIdentity ahead = Source with { StartUnixMs = Now + 3_600_000 };
        marks.Add(new BatchIdentity(ahead, 1), Now);

        for (long laterMs = 0; laterMs <= SourceMarks.HorizonMs + 7_200_000; laterMs += 600_000)
            Assert.NotEqual(ApplyStatus.Applied, marks.Classify(new BatchIdentity(ahead, 1), Now + laterMs));
    }

    [Fact]
    public void Classify_SourceUnusedBeyondTheHorizon_IsForgottenAndThenRefused()
    {
        SourceMarks marks = new();
        marks.Add(new BatchIdentity(Source, 1), Now);

        Assert.Equal(ApplyStatus.Duplicate, marks.Classify(new BatchIdentity(Source, 1), Now + SourceMarks.HorizonMs));
        Assert.Equal(ApplyStatus.SourceExpired, marks.Classify(new BatchIdentity(Source, 1), Now + SourceMarks.HorizonMs + 1));
    }

    [Fact]
    public void Classify_OldSourceStillInUse_IsNotRefused()
    {
        SourceMarks marks = new();
        for (int day = 0; day < 30; day++)
            Assert.Equal(ApplyStatus.Applied, marks.Add(new BatchIdentity(Source, (ulong)day), Now + (day * 86_400_000L)));
    }

    [Fact]
    public void Add_MoreSourcesThanRemembered_AreRefusedUntilOthersExpire()
    {
        SourceMarks marks = new();
        for (ulong source = 0; source < SourceMarks.SourcesMax; source++)
            Assert.Equal(ApplyStatus.Applied, marks.Add(Of(source, Now), Now));

        Assert.Equal(ApplyStatus.TooManySources, marks.Add(Of(9_999, Now), Now));
        Assert.Equal(ApplyStatus.Applied, marks.Add(Of(7, Now, sequence: 2), Now));
        long later = Now + SourceMarks.HorizonMs + 1;
        Assert.Equal(ApplyStatus.Applied, marks.Add(Of(9_999, later), later));
        Assert.Equal(1, marks.Count);
    }

    [Fact]
    public void Add_ClockJumpsAheadAndComesBack_StillKnowsWhatWasApplied()
    {
        SourceMarks marks = new();
        marks.Add(new BatchIdentity(Source, 1), Now);
        long ahead = Now + (3 * SourceMarks.HorizonMs);

        Assert.Equal(ApplyStatus.SourceExpired, marks.Add(new BatchIdentity(Source, 2), ahead));
        Assert.Equal(ApplyStatus.Applied, marks.Add(Of(5, ahead), ahead));
        Assert.Equal(ApplyStatus.Duplicate, marks.Add(new BatchIdentity(Source, 1), Now + 1));
        Assert.Equal(ApplyStatus.Applied, marks.Add(new BatchIdentity(Source, 2), Now + 1));
    }

    [Fact]
    public void Write_MarkWithoutGaps_TakesThirtyBytes()
    {
        SourceMarks marks = new();
        for (ulong sequence = 0; sequence < 5_000; sequence++)
            marks.Add(new BatchIdentity(Source, sequence), Now);
        PackedWriter writer = new();
        SourceMarksCodec.Write(writer, marks);

        Assert.InRange(writer.Length, 1, 30);
    }

    private static BatchIdentity Of(ulong source, long start, ulong sequence = 1)
        => new(new SourceIdentity(new SourceId(source, 0), start), sequence);

    private static SourceMarks RoundTrip(SourceMarks marks)
    {
        PackedWriter writer = new();
        SourceMarksCodec.Write(writer, marks);
        SourceMarks read = new();
        PackedReader reader = new(writer.Written);
        SourceMarksCodec.ReadInto(ref reader, read);
        Assert.True(reader.IsComplete);
        return read;
    }
}
