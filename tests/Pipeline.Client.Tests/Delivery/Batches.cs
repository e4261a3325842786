using Pipeline.Client.Batching;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Client.Tests.Delivery;

/// <summary>Batches to deliver, each with the one endpoint that names it.</summary>
internal static class Batches
{
    public static readonly BatchIdentity Identity = new(new SourceIdentity(new SourceId(1, 2), 1_767_225_600_000), 3);

    /// <summary>A batch of one endpoint: so many events of "premium", a tally of "free", and a drop of "free".</summary>
    public static PreparedBatch Create(string endpoint, int events = 3, int calls = 6)
    {
        const long second = 1_767_225_600;
        SectionWriter section = new(endpoint);
        for (int index = 0; index < events; index++)
            section.Add(new EventRecord { TimeUnixMs = (second * 1000) + index, Segment = "premium", DurationNs = 1_000_000 + (index * 7_919L) });
        section.AddTally("free", Outcome.Ok, second, calls);
        Assert.True(section.TryAddDrop("free", DropCause.BufferFull, second, 2, 1, out EventError error), error.ToString());
        System.Buffers.ArrayBufferWriter<byte> bytes = new();
        section.WriteTo(bytes);
        SectionSummary summary = new(section.EventCount, section.TallyCount, section.MinTimeUnixMs, section.MaxTimeUnixMs);
        PreparedSection prepared = new(
            endpoint,
            summary,
            bytes.WrittenSpan.ToArray(),
            events == 0 ? [] : [new DetailCount("premium", events)],
            [new TallyCount("free", Outcome.Ok, second, calls)],
            [new DropCount("free", DropCause.BufferFull, second, 2, 1)]);
        return new PreparedBatch([prepared], second * 1000);
    }

    /// <summary>The one endpoint of a batch, which names it.</summary>
    public static string NameOf(PreparedBatch batch) => batch.Sections.Single().Endpoint;

    /// <summary>The batch as a receiver reads it.</summary>
    public static Batch Read(ReadOnlyMemory<byte> bytes)
    {
        Assert.True(BatchReader.TryRead(bytes, out Batch? batch, out WireError error), error.ToString());
        foreach (BatchEntry entry in batch.Entries)
            Assert.True(SectionValidator.TryValidate(entry.Section.Span, out _, out error), error.ToString());
        return batch;
    }
}
