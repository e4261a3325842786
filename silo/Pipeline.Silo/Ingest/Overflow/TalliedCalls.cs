using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Silo.Ingest.Overflow;

/// <summary>Adds up the calls of events whose source does not tally, by segment, second and outcome, so that they can be tallied for it.</summary>
/// <remarks>
/// Where a second has a tally, events in it give ratios only and are not counted; in <c>__other__</c> names with and without tallies meet in
/// one second. So events of a section without tallies bring their own: exact for events that were not sampled. Calls of sampled ones are
/// rounded to whole ones a second, and their standard error is lost.
/// </remarks>
internal sealed class TalliedCalls
{
    private const long Micro = 1_000_000;

    private readonly Dictionary<(string Segment, long Second, Outcome Outcome), Int128> _callsMicro = [];

    public void Add(EventRecord record)
    {
        (string, long, Outcome) key = (record.Segment, record.TimeUnixMs / 1_000, record.Outcome);
        // One event brings at most as many calls as a tally may hold, so that tallies are never more than events.
        Int128 calls = Int128.Min((Int128)record.Count * record.WeightMicro, (Int128)EventLimits.CountMax * Micro);
        _callsMicro[key] = _callsMicro.GetValueOrDefault(key) + calls;
    }

    /// <summary>The tallies, in an order that depends on the events alone.</summary>
    public IEnumerable<(string Segment, long Second, Outcome Outcome, long Count)> ToTallies()
    {
        IEnumerable<KeyValuePair<(string Segment, long Second, Outcome Outcome), Int128>> ordered = _callsMicro
            .OrderBy(pair => pair.Key.Second)
            .ThenBy(pair => pair.Key.Segment, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Outcome);
        foreach (((string segment, long second, Outcome outcome), Int128 micro) in ordered)
        {
            Int128 calls = (micro + (Micro / 2)) / Micro;
            for (; calls > 0; calls -= EventLimits.CountMax)
                yield return (segment, second, outcome, (long)Int128.Min(calls, EventLimits.CountMax));
        }
    }
}
