using Pipeline.Cli.Bench;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Tests.Bench;

public sealed class BinarySupplyTests
{
    private const long NowUnixMs = 1_800_000_000_000;

    [Fact]
    public void Next_AnySequence_IsASoundBatchOfThisMoment()
    {
        BinarySupply supply = new(new BinaryTemplates(new SyntheticEvents(seed: 3)));
        for (ulong sequence = 1; sequence <= 3; sequence++)
        {
            BatchIdentity identity = new(new SourceIdentity(new SourceId(7, 8), NowUnixMs), sequence);
            Assert.True(BatchReader.TryRead(supply.Next(identity, NowUnixMs), out Batch? batch, out WireError error), error.ToString());

            Assert.Equal(identity, batch.Identity);
            Assert.Equal(supply.EventsPerBatch, batch.EventCount);
            Assert.Equal(SyntheticEvents.EndpointCount, batch.Entries.Count);
            Assert.All(batch.Entries, static entry => AssertSound(entry));
        }
    }

    private static void AssertSound(BatchEntry entry)
    {
        Assert.True(SectionValidator.TryValidate(entry.Section.Span, out SectionSummary summary, out WireError error), error.ToString());
        Assert.Equal(new SectionSummary(entry.EventCount, entry.TallyCount, entry.MinTimeUnixMs, entry.MaxTimeUnixMs), summary);
        Assert.Equal(NowUnixMs, summary.MaxTimeUnixMs);
        Assert.InRange(NowUnixMs - summary.MinTimeUnixMs, 1, BatchPlan.SpanMs);
    }
}
