using Pipeline.Protocol.Events;
using Pipeline.Simulation.Tests.Traffic;

namespace Pipeline.Simulation.Tests.Oracle;

/// <summary>The naive model of one endpoint: told what became durable and in which order, it knows what must be counted.</summary>
/// <remarks>It shares no code with what it checks: plain sets, one event at a time, the rules as the documentation has them.</remarks>
internal sealed class ReferenceEndpoint
{
    private const long AllowedLatenessMs = 5_000;
    private const long AheadMsMax = 120_000;
    private const long MinuteMs = 60_000;
    private const long HourMs = 3_600_000;
    private const long HoursKept = 168;
    private const long SecondsKept = 120;

    private readonly ReferenceMarks _marks = new();
    private readonly HashSet<long> _secondsWithData = [];
    private long _watermarkUnixMs = long.MinValue;

    public Dictionary<string, SegmentTotals> Segments { get; } = [];

    public DetailTotals Detail { get; } = new();

    public long Events { get; private set; }

    public long Late { get; private set; }

    public long TooOld { get; private set; }

    public long TooFarAhead { get; private set; }

    /// <summary>Tallies for seconds behind the watermark.</summary>
    public long LateTallies { get; private set; }

    /// <summary>Drops in seconds behind the watermark.</summary>
    public long LateDrops { get; private set; }

    /// <summary>Takes in an entry that carried a section; says how many of its events count.</summary>
    /// <returns>Null if the whole section does not: it is a repeat, or too old to tell.</returns>
    public int? Add(SentSection section, long arrivalUnixMs)
    {
        if (section.Identity is { } identity && !_marks.TryAdd(identity, arrivalUnixMs))
            return null;

        int accepted = 0;
        long latestUnixMs = long.MinValue;
        foreach (EventRecord record in section.Events)
        {
            if (IsRefused(record.TimeUnixMs, arrivalUnixMs))
                continue;
            SegmentOf(record.Segment).Add(record, IsSecondKept(record.TimeUnixMs));
            Detail.Add(record);
            Late += record.TimeUnixMs < _watermarkUnixMs ? 1 : 0;
            accepted++;
            _secondsWithData.Add(record.TimeUnixMs / 1_000);
            latestUnixMs = Math.Max(latestUnixMs, record.TimeUnixMs);
        }

        foreach (SentTally tally in section.Tallies)
        {
            long timeUnixMs = tally.UnixSecond * 1_000;
            if (IsRefused(timeUnixMs, arrivalUnixMs))
                continue;
            SegmentOf(tally.Segment).Add(tally, IsSecondKept(timeUnixMs));
            LateTallies += timeUnixMs < _watermarkUnixMs ? 1 : 0;
            _secondsWithData.Add(tally.UnixSecond);
            latestUnixMs = Math.Max(latestUnixMs, timeUnixMs);
        }

        foreach (SentDrop drop in section.Drops)
        {
            long timeUnixMs = drop.UnixSecond * 1_000;
            if (IsRefused(timeUnixMs, arrivalUnixMs))
                continue;
            SegmentOf(drop.Segment).Add(drop);
            LateDrops += timeUnixMs < _watermarkUnixMs ? 1 : 0;
            _secondsWithData.Add(drop.UnixSecond);
            latestUnixMs = Math.Max(latestUnixMs, timeUnixMs);
        }

        Events += accepted;
        if (latestUnixMs != long.MinValue)
            Advance(Math.Min(latestUnixMs, arrivalUnixMs) - AllowedLatenessMs);
        return accepted;
    }

    /// <summary>
    /// Takes in an entry that closes the windows of a silent stream: those of a second at once, those of ten seconds and a minute as far as
    /// real time has passed them.
    /// </summary>
    public void CloseIdle(long arrivalUnixMs)
    {
        long finestEndUnixMs = long.MinValue;
        long lastEndUnixMs = long.MinValue;
        foreach (long second in _secondsWithData)
        {
            // An event is in the first of these windows that is still open.
            foreach (long widthMs in (ReadOnlySpan<long>)[1_000, 10_000, MinuteMs])
            {
                long endUnixMs = ((second * 1_000 / widthMs) + 1) * widthMs;
                if (endUnixMs <= _watermarkUnixMs)
                    continue;
                lastEndUnixMs = Math.Max(lastEndUnixMs, endUnixMs);
                if (widthMs == 1_000)
                    finestEndUnixMs = Math.Max(finestEndUnixMs, endUnixMs);
                break;
            }
        }

        if (lastEndUnixMs == long.MinValue)
            return;
        long minuteEndUnixMs = (((lastEndUnixMs - 1) / MinuteMs) + 1) * MinuteMs;
        Advance(Math.Max(finestEndUnixMs, Math.Min(minuteEndUnixMs, arrivalUnixMs - AllowedLatenessMs)));
    }

    private void Advance(long watermarkUnixMs) => _watermarkUnixMs = Math.Max(_watermarkUnixMs, watermarkUnixMs);

    private bool IsRefused(long timeUnixMs, long arrivalUnixMs)
    {
        bool isTooFarAhead = timeUnixMs > arrivalUnixMs + AheadMsMax;
        bool isTooOld = !isTooFarAhead && _watermarkUnixMs != long.MinValue
            && (timeUnixMs / HourMs) < (_watermarkUnixMs / HourMs) - HoursKept;
        TooFarAhead += isTooFarAhead ? 1 : 0;
        TooOld += isTooOld ? 1 : 0;
        return isTooFarAhead || isTooOld;
    }

    private bool IsSecondKept(long timeUnixMs) =>
        _watermarkUnixMs == long.MinValue || (timeUnixMs / 1_000) >= (_watermarkUnixMs / 1_000) - SecondsKept;

    private SegmentTotals SegmentOf(string segment)
    {
        if (!Segments.TryGetValue(segment, out SegmentTotals? totals))
            Segments.Add(segment, totals = new SegmentTotals());
        return totals;
    }
}
