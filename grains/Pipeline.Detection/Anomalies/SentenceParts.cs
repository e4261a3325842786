using Pipeline.Core.Costs;
using Pipeline.Core.Features;

namespace Pipeline.Detection.Anomalies;

/// <summary>What the sentences about anomalies and broken budgets have in common.</summary>
internal static class SentenceParts
{
    private const int SegmentsNamed = 3;

    // The sentence is read on any day, so it always names its own.
    private const long AnotherDayMs = 48L * 3_600_000;

    /// <summary>Which endpoint, for whom and since when, up to the colon.</summary>
    public static string Opening(string endpoint, IReadOnlyList<string> segments, bool isEverySegment, long sinceUnixMs) =>
        $"`{endpoint}`, {Whom(segments, isEverySegment)}, since {CostNumbers.Moment(sinceUnixMs, sinceUnixMs + AnotherDayMs)}: ";

    public static string Share(double value) =>
        value is > 0 and < 0.01
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value * 100:0.##} %")
            : CostNumbers.Percent(value);

    public static string Bytes(double value) => Math.Abs(value) switch
    {
        >= 1e9 => CostNumbers.Plain(value / 1e9) + " GB",
        >= 1e6 => CostNumbers.Plain(value / 1e6) + " MB",
        >= 1e3 => CostNumbers.Plain(value / 1e3) + " kB",
        _ => CostNumbers.Plain(value) + " B",
    };

    /// <summary>What to look for first; each is what such a deviation most often comes from.</summary>
    /// <param name="kind">What deviates, or is above a limit.</param>
    /// <param name="operation">Of which operation; empty where it is of the calls themselves.</param>
    /// <param name="trace">A trace in which it can be seen; null if there is none.</param>
    public static string Advice(FeatureKind kind, string operation, string? trace)
    {
        string shown = trace is null ? string.Empty : $" (trace {trace})";
        return kind switch
        {
            FeatureKind.OperationCalls or FeatureKind.OperationCallsTail => $"look for a loop around `{operation}`{shown}",
            FeatureKind.OperationTime => $"look at `{operation}` itself{shown}",
            FeatureKind.OperationErrors => $"look at what `{operation}` answers{shown}",
            FeatureKind.ErrorShare => $"look at the errors of the calls{shown}",
            FeatureKind.DbQueries => $"look for a query in a loop{shown}",
            FeatureKind.CacheHitShare => "look at the cache's keys, size and expiry",
            FeatureKind.LockWaitShare => $"look for what holds the lock{shown}",
            FeatureKind.Memory or FeatureKind.Allocated => $"look at what is kept or copied per call{shown}",
            _ => $"compare a slow call with a usual one{shown}",
        };
    }

    private static string Whom(IReadOnlyList<string> segments, bool isEverySegment)
    {
        string names = segments.Count <= SegmentsNamed
            ? Join(segments)
            : $"{string.Join(", ", segments.Take(SegmentsNamed))} and {segments.Count - SegmentsNamed} more segments";
        return isEverySegment && segments.Count > 1 ? names + " alike" : names + (isEverySegment ? string.Empty : " only");
    }

    private static string Join(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";
}
