using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

public class BatchRoundTripTests
{
    private static readonly BatchIdentity Identity = new(new SourceIdentity(new SourceId(1, 2), 1_700_000_000_000), 42);

    [Fact]
    public void TryRead_TwoSections_GivesIdentityAndTheSectionsBytes()
    {
        SectionWriter checkout = CreateSection("checkout", events: 3);
        SectionWriter search = CreateSection("search", events: 1);
        BatchWriter writer = new(Identity);
        Assert.True(writer.TryAdd(checkout));
        Assert.True(writer.TryAdd(search));

        Assert.True(BatchReader.TryRead(writer.ToArray(), out Batch? batch, out WireError error), error.ToString());
        Assert.Equal(Identity, batch.Identity);
        Assert.Equal(["checkout", "search"], batch.Entries.Select(entry => entry.Endpoint));
        Assert.Equal(3, batch.Entries[0].EventCount);
        Assert.Equal(checkout.MinTimeUnixMs, batch.Entries[0].MinTimeUnixMs);
        Assert.Equal(checkout.MaxTimeUnixMs, batch.Entries[0].MaxTimeUnixMs);
        Assert.Equal(checkout.ToArray(), batch.Entries[0].Section.ToArray());
        Assert.Equal(search.ToArray(), batch.Entries[1].Section.ToArray());
    }

    [Fact]
    public void TryAdd_SameEndpointAgain_Throws()
    {
        BatchWriter writer = new(Identity);
        writer.TryAdd(CreateSection("checkout", events: 1));
        Assert.Throws<ArgumentException>(() => writer.TryAdd(CreateSection("checkout", events: 1)));
    }

    private static SectionWriter CreateSection(string endpoint, int events)
    {
        SectionWriter writer = new(endpoint);
        for (int index = 0; index < events; index++)
            writer.Add(new EventRecord { TimeUnixMs = 1_700_000_000_000 + index, DurationNs = 1_000_000 });
        return writer;
    }
}
