using System.Text;
using Pipeline.Client.Delivery;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Client.Tests.Recording;

/// <summary>Takes every batch, checks it as a silo does, and keeps what was in it.</summary>
internal sealed class RecordingTransport : IBatchTransport
{
    private readonly Lock _lock = new();
    private readonly List<EventRecord> _events = [];
    private readonly Dictionary<(string Endpoint, string Segment, Outcome Outcome, long UnixSecond), long> _tallies = [];
    private readonly Dictionary<(string Endpoint, string Segment, DropCause Cause), (long Events, long Calls)> _drops = [];

    public IReadOnlyList<EventRecord> Events
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    public IReadOnlyDictionary<(string Endpoint, string Segment, Outcome Outcome, long UnixSecond), long> Tallies => _tallies;

    public IReadOnlyDictionary<(string Endpoint, string Segment, DropCause Cause), (long Events, long Calls)> Drops => _drops;

    /// <summary>Calls that were tallied.</summary>
    public long Tallied(string endpoint, string? segment = null, Outcome? outcome = null)
    {
        lock (_lock)
        {
            return _tallies
                .Where(tally => tally.Key.Endpoint == endpoint && (segment ?? tally.Key.Segment) == tally.Key.Segment && (outcome ?? tally.Key.Outcome) == tally.Key.Outcome)
                .Sum(tally => tally.Value);
        }
    }

    public ValueTask<SendResult> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        Assert.True(BatchReader.TryRead(batch, out Batch? read, out WireError error), error.ToString());
        lock (_lock)
        {
            foreach (BatchEntry entry in read.Entries)
                Add(entry.Section.Span);
        }

        return new ValueTask<SendResult>(new SendResult(SendStatus.Delivered));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Add(ReadOnlySpan<byte> section)
    {
        Assert.True(SectionValidator.TryValidate(section, out _, out WireError error), error.ToString());
        SectionReader reader = new(section);
        string endpoint = Encoding.UTF8.GetString(reader.Endpoint);
        new SectionEventDecoder().Decode(section, new EventSelection(0, EventLimits.EventsPerSectionMax, 0, long.MaxValue, null), _events);
        foreach (TallyEntry tally in reader.Tallies)
        {
            string segment = Encoding.UTF8.GetString(reader.GetUtf8(tally.SegmentIndex));
            (string, string, Outcome, long) key = (endpoint, segment, tally.Outcome, tally.UnixSecond);
            _tallies[key] = _tallies.GetValueOrDefault(key) + tally.Count;
        }

        foreach (DropEntry drop in reader.Drops)
        {
            (string, string, DropCause) key = (endpoint, Encoding.UTF8.GetString(reader.GetUtf8(drop.SegmentIndex)), drop.Counts.Cause);
            (long events, long calls) = _drops.GetValueOrDefault(key);
            _drops[key] = (events + drop.Counts.Events, calls + drop.Counts.Calls);
        }
    }
}
