using Pipeline.Detection.Anomalies;

namespace Pipeline.Detection.Backtests;

/// <summary>What fired beside what would have: each anomaly in at most one pair.</summary>
/// <remarks>
/// Two are of the same incident if they overlap in time and name the same first cause or have a segment in common. Where several may be, the
/// same cause goes first, then the longer overlap, then the earlier; the same anomalies give the same pairs, in whatever order they come.
/// </remarks>
public sealed class BacktestComparison
{
    private BacktestComparison(IReadOnlyList<BacktestPair> matched, IReadOnlyList<Anomaly> onlyFired, IReadOnlyList<Anomaly> onlyWould) =>
        (Matched, OnlyFired, OnlyWould) = (matched, onlyFired, onlyWould);

    /// <summary>By the start of what fired.</summary>
    public IReadOnlyList<BacktestPair> Matched { get; }

    /// <summary>What the running detector alone has found, by its start.</summary>
    public IReadOnlyList<Anomaly> OnlyFired { get; }

    /// <summary>What the other detector alone finds, by its start.</summary>
    public IReadOnlyList<Anomaly> OnlyWould { get; }

    /// <summary>Compares the anomalies of one endpoint.</summary>
    public static BacktestComparison Of(IEnumerable<Anomaly> fired, IEnumerable<Anomaly> wouldFire)
    {
        List<Anomaly> left = Ordered(fired);
        List<Anomaly> right = Ordered(wouldFire);
        int[] partners = new int[left.Count];
        Array.Fill(partners, -1);
        bool[] taken = new bool[right.Count];
        foreach ((int one, int other) in Candidates(left, right))
        {
            if (partners[one] >= 0 || taken[other])
                continue;
            partners[one] = other;
            taken[other] = true;
        }

        return new BacktestComparison(
            [.. left.Select((anomaly, at) => (anomaly, at)).Where(item => partners[item.at] >= 0).Select(item => new BacktestPair(item.anomaly, right[partners[item.at]]))],
            [.. left.Where((_, at) => partners[at] < 0)],
            [.. right.Where((_, at) => !taken[at])]);
    }

    /// <summary>All that may be one incident, the likeliest first.</summary>
    private static IEnumerable<(int One, int Other)> Candidates(List<Anomaly> left, List<Anomaly> right)
    {
        List<(int One, int Other, bool IsSameCause, long OverlapMs)> candidates = [];
        for (int one = 0; one < left.Count; one++)
        {
            // Both are ordered by start: what starts after the end of this one cannot overlap it, nor can what follows.
            for (int other = 0; other < right.Count && right[other].SinceUnixMs < EndOf(left[one]); other++)
            {
                long overlapMs = Math.Min(EndOf(left[one]), EndOf(right[other])) - Math.Max(left[one].SinceUnixMs, right[other].SinceUnixMs);
                if (overlapMs <= 0)
                    continue;
                bool isSameCause = left[one].Causes[0].Feature == right[other].Causes[0].Feature;
                if (isSameCause || left[one].Segments.Intersect(right[other].Segments, StringComparer.Ordinal).Any())
                    candidates.Add((one, other, isSameCause, overlapMs));
            }
        }

        return candidates
            .OrderByDescending(static candidate => candidate.IsSameCause)
            .ThenByDescending(static candidate => candidate.OverlapMs)
            .ThenBy(static candidate => candidate.One)
            .ThenBy(static candidate => candidate.Other)
            .Select(static candidate => (candidate.One, candidate.Other));
    }

    private static List<Anomaly> Ordered(IEnumerable<Anomaly> anomalies) =>
        [.. anomalies.OrderBy(static anomaly => anomaly.SinceUnixMs).ThenBy(static anomaly => anomaly.Id, StringComparer.Ordinal)];

    /// <summary>Of one that goes on, as far as it was seen to.</summary>
    private static long EndOf(Anomaly anomaly) => Math.Max(anomaly.LastUnixMs, BacktestRange.RaisedUnixMs(anomaly));
}
