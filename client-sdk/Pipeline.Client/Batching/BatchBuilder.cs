using Pipeline.Protocol.Events;

namespace Pipeline.Client.Batching;

/// <summary>Gathers details, tallies and drops of all endpoints and closes batches of them.</summary>
/// <remarks>
/// Thread-safe by a lock that no recording thread ever takes: the collector adds and closes, delivery takes back. Closed batches are handed on
/// outside the lock, since whoever gets them may give others back at once.
/// </remarks>
internal sealed class BatchBuilder(BatchingOptions options, TimeProvider clock, Action<PreparedBatch> closed, Action<DropCause, long, long> countDrops) : IDropLedger
{
    // Room for the directory of a batch, so that sections of together this size always fit.
    private const int SectionBytesMax = EventLimits.BatchBytesMax / 2;
    private const int IdleBatchesMax = 120;

    // Counts of dropped batches keep their second as long as there are not more than so many of all endpoints, some megabytes. The details of
    // that second may be in a batch that is still on its way, and where a silo has details without a tally it estimates calls.
    private const int SecondsTakenBackMax = 65_536;

    // Then they keep their minute, until there are so many that they must be dropped.
    private const int MinutesTakenBackMax = 4 * SecondsTakenBackMax;

    private readonly object _lock = new();
    private readonly object _handing = new();
    private readonly Dictionary<string, EndpointBatch> _endpoints = new(StringComparer.Ordinal);
    private readonly List<PreparedBatch> _closed = [];
    private long _openedUnixMs;

    /// <summary>Adds a detail, unless its numbers break the format's limits, which is counted. Its names are lawful already.</summary>
    public void Add(EventRecord record)
    {
        lock (_lock)
        {
            bool isAdded = EventValidator.TryValidateNumbers(record, out _);
            if (isAdded && !Get(record.Endpoint).TryAdd(record))
            {
                // Lawful, so the section is full.
                CloseAll(Now());
                isAdded = Get(record.Endpoint).TryAdd(record);
            }

            if (!isAdded)
                AddDrop(record.Endpoint, new DropCount(record.Segment, DropCause.Invalid, Now() / 1_000, 1, 0));
        }
    }

    /// <summary>Adds exact counts.</summary>
    public void Add(string endpoint, in TallyCount tally)
    {
        lock (_lock)
        {
            if (!Get(endpoint).Tallies.TryAdd(tally))
                AddDrop(endpoint, new DropCount(tally.Segment, DropCause.BacklogFull, tally.UnixSecond, 0, tally.CallCount));
        }
    }

    /// <summary>Counts details that were dropped before they came here.</summary>
    public void AddDrops(string endpoint, string segment, DropCause cause, long eventCount)
    {
        lock (_lock)
            AddDrop(endpoint, new DropCount(segment, cause, Now() / 1_000, eventCount, 0));
    }

    /// <summary>Closes what is due by size or age, or everything if asked.</summary>
    public void CloseDue(long nowUnixMs, bool force)
    {
        lock (_lock)
        {
            bool due = force
                || nowUnixMs - _openedUnixMs >= options.AgeMax.TotalMilliseconds
                || nowUnixMs < _openedUnixMs
                || _endpoints.Values.Sum(batch => (long)batch.SizeBytesMax) >= options.SizeBytesMax;
            if (due)
                CloseAll(nowUnixMs);
        }

        HandOn();
    }

    public void TakeBack(PreparedBatch batch, DropCause cause)
    {
        lock (_lock)
        {
            int taken = _endpoints.Values.Sum(endpoint => endpoint.Tallies.Count);
            foreach (PreparedSection section in batch.Sections)
            {
                AddDetails(section, cause);
                EndpointBatch endpoint = Get(section.Endpoint);
                foreach (TallyCount tally in section.Tallies)
                {
                    TallyCount kept = taken < SecondsTakenBackMax ? tally : tally with { UnixSecond = tally.UnixSecond - (tally.UnixSecond % 60) };
                    if (taken < MinutesTakenBackMax && endpoint.Tallies.TryAdd(kept))
                        taken++;
                    else
                        AddDrop(section.Endpoint, new DropCount(tally.Segment, cause, tally.UnixSecond, 0, tally.CallCount));
                }

                foreach (DropCount drop in section.Drops)
                    endpoint.Drops.Add(drop);
            }
        }
    }

    public void WriteOff(PreparedBatch batch, DropCause cause)
    {
        lock (_lock)
        {
            foreach (PreparedSection section in batch.Sections)
            {
                AddDetails(section, cause);
                foreach (TallyCount tally in section.Tallies)
                    AddDrop(section.Endpoint, new DropCount(tally.Segment, cause, tally.UnixSecond, 0, tally.CallCount));
                // Whether the silo knows of these is as unknown as the rest; they stay dropped, so they are said again rather than not at all.
                foreach (DropCount drop in section.Drops)
                    Get(section.Endpoint).Drops.Add(drop);
            }
        }
    }

    /// <summary>The end: counts what no batch will carry any more.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            foreach (EndpointBatch endpoint in _endpoints.Values)
            {
                foreach (TallyCount tally in endpoint.Tallies.TakeAll())
                    countDrops(DropCause.BacklogFull, 0, tally.CallCount);
            }
        }
    }

    private void AddDetails(PreparedSection section, DropCause cause)
    {
        foreach (DetailCount detail in section.Details)
            AddDrop(section.Endpoint, new DropCount(detail.Segment, cause, section.Summary.MaxTimeUnixMs / 1_000, detail.EventCount, 0));
    }

    private void AddDrop(string endpoint, in DropCount drop)
    {
        Get(endpoint).Drops.Add(drop);
        countDrops(drop.Cause, drop.EventCount, drop.CallCount);
    }

    private EndpointBatch Get(string endpoint)
    {
        if (_endpoints.Count == 0)
            _openedUnixMs = Now();
        if (!_endpoints.TryGetValue(endpoint, out EndpointBatch? batch))
            _endpoints.Add(endpoint, batch = new EndpointBatch(endpoint));
        batch.IdleCount = 0;
        return batch;
    }

    private void CloseAll(long nowUnixMs)
    {
        _openedUnixMs = nowUnixMs;
        List<PreparedSection> sections = [];
        long size = 0;
        foreach (EndpointBatch batch in _endpoints.Values)
        {
            if (batch.Close() is not { } section)
            {
                if (++batch.IdleCount > IdleBatchesMax)
                    _endpoints.Remove(batch.Endpoint);
                continue;
            }

            if (sections.Count > 0 && (sections.Count == EventLimits.SectionsPerBatchMax / 2 || size + section.Bytes.Length > SectionBytesMax))
            {
                _closed.Add(new PreparedBatch(sections, nowUnixMs));
                sections = [];
                size = 0;
            }

            sections.Add(section);
            size += section.Bytes.Length;
        }

        if (sections.Count > 0)
            _closed.Add(new PreparedBatch(sections, nowUnixMs));
    }

    private void HandOn()
    {
        // One at a time, so that who flushes does not overtake batches that another thread is handing on.
        lock (_handing)
        {
            PreparedBatch[] batches;
            lock (_lock)
            {
                batches = [.. _closed];
                _closed.Clear();
            }

            foreach (PreparedBatch batch in batches)
                closed(batch);
        }
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
