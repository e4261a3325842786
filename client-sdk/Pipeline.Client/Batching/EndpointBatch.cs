using System.Runtime.InteropServices;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Client.Batching;

/// <summary>One endpoint's part of the batch that is being filled.</summary>
internal sealed class EndpointBatch
{
    // Far below the format's limits, so that tallies never keep drops out.
    private const int EntriesPerSectionMax = EventLimits.TalliesPerSectionMax / 2;

    private readonly SectionWriter _writer;
    private readonly Dictionary<string, int> _details = new(StringComparer.Ordinal);

    public EndpointBatch(string endpoint) => _writer = new SectionWriter(endpoint);

    public string Endpoint => _writer.Endpoint;

    /// <summary>Exact counts that go with the next section.</summary>
    public TallyLedger Tallies { get; } = new();

    /// <summary>Drops that go with the next section.</summary>
    public DropLedger Drops { get; } = new();

    /// <summary>An upper bound of the section's bytes.</summary>
    public int SizeBytesMax => _writer.SizeBytesMax + ((Tallies.Count + Drops.Count) * 16);

    /// <summary>Batches closed since anything was added.</summary>
    public int IdleCount { get; set; }

    /// <summary>Adds a detail whose names and numbers are known to be lawful, unless the section is full.</summary>
    public bool TryAdd(EventRecord record)
    {
        if (!_writer.TryAddValidated(record, out _))
            return false;
        CollectionsMarshal.GetValueRefOrAddDefault(_details, record.Segment, out _)++;
        return true;
    }

    /// <summary>Closes the section and empties this; what did not fit stays for the next one. Null if there is nothing.</summary>
    public PreparedSection? Close()
    {
        TallyCount[] tallies = AddTallies();
        DropCount[] drops = AddDrops();
        if (_writer.EventCount == 0 && tallies.Length == 0 && drops.Length == 0)
            return null;
        SectionSummary summary = new(_writer.EventCount, _writer.TallyCount, _writer.MinTimeUnixMs, _writer.MaxTimeUnixMs);
        PreparedSection section = new(
            Endpoint, summary, _writer.ToArray(), [.. _details.Select(detail => new DetailCount(detail.Key, detail.Value))], tallies, drops);
        _writer.Reset(Endpoint);
        _details.Clear();
        return section;
    }

    private TallyCount[] AddTallies()
    {
        TallyCount[] all = Tallies.TakeAll();
        List<TallyCount> added = new(all.Length);
        foreach (TallyCount tally in all)
        {
            TallyCount part = tally with { CallCount = Math.Min(tally.CallCount, EventLimits.CountMax) };
            if (added.Count < EntriesPerSectionMax && _writer.TryAddTally(part.Segment, part.Outcome, part.UnixSecond, part.CallCount, out _))
                added.Add(part);
            else
                part = part with { CallCount = 0 };
            if (part.CallCount < tally.CallCount)
                Tallies.TryAdd(tally with { CallCount = tally.CallCount - part.CallCount });
        }

        return [.. added];
    }

    private DropCount[] AddDrops()
    {
        DropCount[] all = Drops.TakeAll();
        List<DropCount> added = new(all.Length);
        foreach (DropCount drop in all)
        {
            DropCount part = drop with
            {
                EventCount = Math.Min(drop.EventCount, EventLimits.CountMax),
                CallCount = Math.Min(drop.CallCount, EventLimits.CountMax),
            };
            if (added.Count < EntriesPerSectionMax && _writer.TryAddDrop(part.Segment, part.Cause, part.UnixSecond, part.EventCount, part.CallCount, out _))
                added.Add(part);
            else
                part = part with { EventCount = 0, CallCount = 0 };
            if (part.EventCount < drop.EventCount || part.CallCount < drop.CallCount)
                Drops.Add(drop with { EventCount = drop.EventCount - part.EventCount, CallCount = drop.CallCount - part.CallCount });
        }

        return [.. added];
    }
}
