using System.Globalization;
using Pipeline.Core.Costs;
using Pipeline.Core.Features;

namespace Pipeline.Detection.Anomalies;

/// <summary>Says an anomaly in one sentence: what, for whom, since when, how far from usual, and what to look for.</summary>
internal static class AnomalySentence
{
    private const int SegmentsNamed = 3;
    private const double RatioTold = 1_000;

    // The sentence is read on any day, so it always names its own.
    private const long AnotherDayMs = 48L * 3_600_000;

    public static string Of(string endpoint, IReadOnlyList<string> segments, bool isEverySegment, long sinceUnixMs, IReadOnlyList<AnomalyCause> causes)
    {
        AnomalyCause cause = causes[0];
        string since = CostNumbers.Moment(sinceUnixMs, sinceUnixMs + AnotherDayMs);
        string others = Other(causes) is { } other ? $"; also {What(other)}" : string.Empty;
        return $"`{endpoint}`, {Whom(segments, isEverySegment)}, since {since}: {What(cause)}{Explains(cause)}{others}; {Advice(cause)}.";
    }

    /// <summary>What is said beside the first cause: more of the same operation, or else what comes second.</summary>
    private static AnomalyCause? Other(IReadOnlyList<AnomalyCause> causes)
    {
        Feature first = causes[0].Feature;
        return causes.Skip(1).FirstOrDefault(cause => first.IsOfOperation && cause.Feature == first with { Kind = cause.Feature.Kind })
            ?? (causes.Count > 1 && causes[1].Feature.Kind != first.Kind ? causes[1] : null);
    }

    /// <summary>No single feature is far out: the combination is, so its parts are named.</summary>
    public static string OfForest(string endpoint, IReadOnlyList<string> segments, bool isEverySegment, long sinceUnixMs, IReadOnlyList<AnomalyCause> causes)
    {
        string since = CostNumbers.Moment(sinceUnixMs, sinceUnixMs + AnotherDayMs);
        string parts = string.Join(", ", causes.Take(3).Select(cause => $"{Name(cause)} {Value(cause, cause.Observed)} (normally {Value(cause, cause.Expected)})"));
        return $"`{endpoint}`, {Whom(segments, isEverySegment)}, since {since}: unusual together: {parts}; {Advice(causes[0])}.";
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

    private static string What(AnomalyCause cause)
    {
        string usual = cause.Expected == 0 ? "normally none" : $"normally {Value(cause, cause.Expected)}";
        string text = cause.Feature.Kind switch
        {
            FeatureKind.Rate when cause.Observed <= 0 => $"no calls any more, normally {CostNumbers.Plain(cause.Expected)} a second",
            FeatureKind.OperationCalls when cause.IsNew => $"`{cause.Feature.Operation}`, never called before, {Value(cause, cause.Observed)}",
            FeatureKind.OperationCallsTail => $"`{cause.Feature.Operation}` called far more often than usual by {Value(cause, cause.Observed)} of the events, {usual}",
            _ => $"{Name(cause)} {Value(cause, cause.Observed)}, {usual}",
        };
        bool isTold = cause.Ratio is { } ratio && ratio is >= 2 and < RatioTold && cause.Feature.Kind != FeatureKind.OperationCallsTail;
        return isTold ? text + string.Create(CultureInfo.InvariantCulture, $" ({CostNumbers.Plain(cause.Ratio!.Value)} times as much)") : text;
    }

    private static string Explains(AnomalyCause cause)
    {
        if (cause.Share <= 0.005)
            return string.Empty;
        string of = cause.ExtraFailures > 0 ? "of the added failures" : "of the added time";
        return $"; {CostNumbers.Percent(cause.Share)} {of}";
    }

    private static string Name(AnomalyCause cause) => cause.Feature.Kind switch
    {
        FeatureKind.Rate => "calls per second",
        FeatureKind.ErrorShare => "failed calls",
        FeatureKind.DurationMean => "mean duration",
        FeatureKind.DurationP50 => "median duration",
        FeatureKind.DurationP95 => "95th percentile of durations",
        FeatureKind.DurationP99 => "99th percentile of durations",
        FeatureKind.Cpu => "CPU time",
        FeatureKind.Memory => "change of memory",
        FeatureKind.Allocated => "allocated memory",
        FeatureKind.DbQueries => "database queries",
        FeatureKind.CacheHitShare => "cache hits",
        FeatureKind.IoOperations => "I/O operations",
        FeatureKind.LockWaitShare => "waiting for locks",
        FeatureKind.Threads => "threads",
        FeatureKind.DependencyShare => "time in dependencies",
        FeatureKind.OperationErrors => $"failed calls of `{cause.Feature.Operation}`",
        FeatureKind.OperationTime => $"`{cause.Feature.Operation}` takes per call",
        _ => $"`{cause.Feature.Operation}`",
    };

    private static string Value(AnomalyCause cause, double value) => cause.Feature.Kind switch
    {
        FeatureKind.Rate => CostNumbers.Plain(value),
        FeatureKind.ErrorShare or FeatureKind.OperationErrors or FeatureKind.CacheHitShare or FeatureKind.OperationCallsTail => Share(value),
        FeatureKind.LockWaitShare or FeatureKind.DependencyShare => $"{Share(value)} of the duration",
        FeatureKind.DurationMean or FeatureKind.DurationP50 or FeatureKind.DurationP95 or FeatureKind.DurationP99 or FeatureKind.OperationTime => CostNumbers.Time(value),
        FeatureKind.Cpu => $"{CostNumbers.Time(value)} per event",
        FeatureKind.Memory or FeatureKind.Allocated => $"{Bytes(value)} per event",
        FeatureKind.Threads => CostNumbers.Plain(value),
        FeatureKind.OperationCalls => $"{CostNumbers.Plain(value)} calls per event",
        _ => $"{CostNumbers.Plain(value)} per event",
    };

    private static string Share(double value) =>
        value is > 0 and < 0.01 ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.##} %") : CostNumbers.Percent(value);

    private static string Bytes(double value) => Math.Abs(value) switch
    {
        >= 1e9 => CostNumbers.Plain(value / 1e9) + " GB",
        >= 1e6 => CostNumbers.Plain(value / 1e6) + " MB",
        >= 1e3 => CostNumbers.Plain(value / 1e3) + " kB",
        _ => CostNumbers.Plain(value) + " B",
    };

    /// <summary>What to look for first; each is what such a deviation most often comes from.</summary>
    private static string Advice(AnomalyCause cause)
    {
        string trace = cause.TraceIds.Count > 0 ? $" (trace {cause.TraceIds[0]})" : string.Empty;
        return cause.Feature.Kind switch
        {
            FeatureKind.OperationCalls or FeatureKind.OperationCallsTail => $"look for a loop around `{cause.Feature.Operation}`{trace}",
            FeatureKind.OperationTime => $"look at `{cause.Feature.Operation}` itself{trace}",
            FeatureKind.OperationErrors => $"look at what `{cause.Feature.Operation}` answers{trace}",
            FeatureKind.ErrorShare => $"look at the errors of the calls{trace}",
            FeatureKind.DbQueries => $"look for a query in a loop{trace}",
            FeatureKind.CacheHitShare => "look at the cache's keys, size and expiry",
            FeatureKind.LockWaitShare => $"look for what holds the lock{trace}",
            FeatureKind.Memory or FeatureKind.Allocated => $"look at what is kept or copied per call{trace}",
            FeatureKind.Rate when cause.Observed < cause.Expected => "look at the callers, and at what stands before the service",
            FeatureKind.Rate => "nothing to do unless capacity is short",
            _ => $"compare a slow call with a usual one{trace}",
        };
    }
}
