using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Endpoints;

/// <summary>The oracle: keeps every accepted event and tally in a list, and adds up from scratch what is asked.</summary>
internal sealed class NaiveEndpoint(WindowOptions options, long allowedLatenessMs)
{
    private readonly List<EventRecord> _events = [];
    private readonly List<Tally> _tallies = [];
    private long? _watermark;

    public long Late { get; private set; }

    public long Refused { get; private set; }

    /// <summary>From now on other windows are kept.</summary>
    public void ChangeOptions(WindowOptions changed) => options = changed;

    public void Apply(IReadOnlyList<EventRecord> events, IReadOnlyList<Tally> tallies, long arrival)
    {
        long? latest = null;
        long? prior = _watermark;
        foreach (EventRecord record in events)
        {
            if (!IsAccepted(record.TimeUnixMs, arrival, prior))
            {
                Refused++;
                continue;
            }

            _events.Add(record);
            Late += record.TimeUnixMs < prior ? 1 : 0;
            latest = Math.Max(latest ?? 0, record.TimeUnixMs);
        }

        foreach (Tally tally in tallies)
        {
            if (!IsAccepted(tally.UnixSecond * 1_000, arrival, prior))
            {
                Refused++;
                continue;
            }

            _tallies.Add(tally);
            latest = Math.Max(latest ?? 0, tally.UnixSecond * 1_000);
        }

        if (latest is { } time)
            _watermark = Math.Max(_watermark ?? long.MinValue, Math.Min(time, arrival) - allowedLatenessMs);
    }

    public IEnumerable<EventRecord> Between(long from, long to)
        => _events.Where(record => record.TimeUnixMs >= from && record.TimeUnixMs < to);

    /// <summary>Calls and errors: of each segment's second the tally if there is one, else the estimate.</summary>
    public (double Count, double Errors) CountBetween(long from, long to)
    {
        double count = 0;
        double errors = 0;
        HashSet<(string, long)> tallied = [.. _tallies.Select(tally => (tally.Segment, tally.UnixSecond))];
        foreach (Tally tally in _tallies.Where(tally => tally.UnixSecond * 1_000 >= from && tally.UnixSecond * 1_000 < to))
        {
            count += tally.Count;
            errors += tally.Outcome == Outcome.Error ? tally.Count : 0;
        }

        foreach (EventRecord record in Between(from, to).Where(record => !tallied.Contains((record.Segment, record.TimeUnixMs / 1_000))))
        {
            count += Calls(record);
            errors += record.Outcome == Outcome.Error ? Calls(record) : 0;
        }

        return (count, errors);
    }

    public static double Calls(EventRecord record) => record.Count * Weight(record);

    public static double Weight(EventRecord record) => record.WeightMicro / 1e6;

    private bool IsAccepted(long time, long arrival, long? watermark)
    {
        if (time > arrival + 120_000)
            return false;
        if (watermark is not { } mark)
            return true;
        return options.Tiers.Any(tier => tier.StartOf(time) >= tier.StartOf(mark) - tier.RetentionMs);
    }
}
