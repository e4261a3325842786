using Pipeline.Protocol.Events;
using Pipeline.Simulation.Tests.Traffic;

namespace Pipeline.Simulation.Tests.Oracle;

/// <summary>How many calls one segment of an endpoint ever had, and how long they took, added up one event at a time.</summary>
internal sealed class SegmentTotals
{
    private readonly Dictionary<long, Second> _seconds = [];

    public long Events { get; private set; }

    public long TallyOk { get; private set; }

    public long TallyErrors { get; private set; }

    public WeightedSum DurationNs { get; } = new();

    /// <summary>
    /// Whether something came for a second whose own window was gone already. In a segment with tallies nobody knows then which estimated
    /// calls a tally takes the place of, and only the bounds of the count are certain.
    /// </summary>
    public bool HasForgottenSeconds { get; private set; }

    /// <summary>What clients dropped.</summary>
    public SortedDictionary<DropCause, DropCounts> Drops { get; } = [];

    public bool HasTally => TallyOk + TallyErrors > 0;

    public void Add(EventRecord record, bool isSecondKept)
    {
        Int128 calls = (Int128)record.Count * record.WeightMicro;
        Events++;
        if (record.DurationNs is { } durationNs)
            DurationNs.Add(calls * durationNs, calls, durationNs);
        Second second = SecondOf(record.TimeUnixMs / 1_000, isSecondKept);
        second.EstimatedMicro += calls;
        second.EstimatedErrorsMicro += record.Outcome == Outcome.Error ? calls : 0;
    }

    public void Add(SentTally tally, bool isSecondKept)
    {
        if (tally.Outcome == Outcome.Error)
            TallyErrors += tally.Count;
        else
            TallyOk += tally.Count;
        SecondOf(tally.UnixSecond, isSecondKept).HasTally = true;
    }

    public void Add(SentDrop drop)
    {
        DropCounts before = Drops.GetValueOrDefault(drop.Cause, new DropCounts(drop.Cause, 0, 0));
        Drops[drop.Cause] = before with { Events = before.Events + drop.Events, Calls = before.Calls + drop.Calls };
    }

    /// <summary>Calls and errors estimated from events, in millionths.</summary>
    /// <param name="isTalliedIncluded">Whether also those of seconds that have a tally, which takes their place.</param>
    public (Int128 CallsMicro, Int128 ErrorsMicro) Estimate(bool isTalliedIncluded)
    {
        Int128 calls = 0;
        Int128 errors = 0;
        foreach (Second second in _seconds.Values)
        {
            if (second.HasTally && !isTalliedIncluded)
                continue;
            calls += second.EstimatedMicro;
            errors += second.EstimatedErrorsMicro;
        }

        return (calls, errors);
    }

    private Second SecondOf(long unixSecond, bool isSecondKept)
    {
        HasForgottenSeconds |= !isSecondKept;
        if (!_seconds.TryGetValue(unixSecond, out Second? second))
            _seconds.Add(unixSecond, second = new Second());
        return second;
    }

    private sealed class Second
    {
        public Int128 EstimatedMicro { get; set; }

        public Int128 EstimatedErrorsMicro { get; set; }

        public bool HasTally { get; set; }
    }
}
