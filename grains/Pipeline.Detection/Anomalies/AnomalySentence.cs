using System.Globalization;
using Pipeline.Core.Costs;
using Pipeline.Core.Features;

namespace Pipeline.Detection.Anomalies;

/// <summary>Says an anomaly in one sentence: what, for whom, since when, how far from usual, and what to look for.</summary>
internal static class AnomalySentence
{
    private const double RatioTold = 1_000;

    public static string Of(string endpoint, IReadOnlyList<string> segments, bool isEverySegment, long sinceUnixMs, IReadOnlyList<AnomalyCause> causes)
    {
        AnomalyCause cause = causes[0];
        string others = Other(causes) is { } other ? $"; also {What(other)}" : string.Empty;
        return $"{SentenceParts.Opening(endpoint, segments, isEverySegment, sinceUnixMs)}{What(cause)}{Explains(cause)}{others}; {Advice(cause)}.";
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
        string parts = string.Join(", ", causes.Take(3).Select(cause => $"{Name(cause)} {Value(cause, cause.Observed)} (normally {Value(cause, cause.Expected)})"));
        return $"{SentenceParts.Opening(endpoint, segments, isEverySegment, sinceUnixMs)}unusual together: {parts}; {Advice(causes[0])}.";
    }

    private static string What(AnomalyCause cause)
    {
        string usual = cause.Expected == 0 ? "normally none" : $"normally {Value(cause, cause.Expected)}";
        string text = cause.Feature.Kind switch
        {
            FeatureKind.Rate when cause.Observed <= 0 => $"no calls any more, normally {CostNumbers.Plain(cause.Expected)} a second",
            FeatureKind.OperationCalls when cause.IsNew => $"`{cause.Feature.Operation}`, never called before, {Value(cause, cause.Observed)}",
            FeatureKind.OperationTime => $"`{cause.Feature.Operation}` takes {Value(cause, cause.Observed)} per call, {usual}",
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
        FeatureKind.OperationTime => $"time of `{cause.Feature.Operation}` per call",
        _ => $"`{cause.Feature.Operation}`",
    };

    private static string Value(AnomalyCause cause, double value) => cause.Feature.Kind switch
    {
        FeatureKind.Rate => CostNumbers.Plain(value),
        FeatureKind.ErrorShare or FeatureKind.OperationErrors or FeatureKind.CacheHitShare or FeatureKind.OperationCallsTail => SentenceParts.Share(value),
        FeatureKind.LockWaitShare or FeatureKind.DependencyShare => $"{SentenceParts.Share(value)} of the duration",
        FeatureKind.DurationMean or FeatureKind.DurationP50 or FeatureKind.DurationP95 or FeatureKind.DurationP99 or FeatureKind.OperationTime => CostNumbers.Time(value),
        FeatureKind.Cpu => $"{CostNumbers.Time(value)} per event",
        FeatureKind.Memory or FeatureKind.Allocated => $"{SentenceParts.Bytes(value)} per event",
        FeatureKind.Threads => CostNumbers.Plain(value),
        FeatureKind.OperationCalls => $"{CostNumbers.Plain(value)} calls per event",
        _ => $"{CostNumbers.Plain(value)} per event",
    };

    private static string Advice(AnomalyCause cause) => cause.Feature.Kind switch
    {
        FeatureKind.Rate when cause.Observed < cause.Expected => "look at the callers, and at what stands before the service",
        FeatureKind.Rate => "nothing to do unless capacity is short",
        _ => SentenceParts.Advice(cause.Feature.Kind, cause.Feature.Operation, cause.TraceIds.Count > 0 ? cause.TraceIds[0].ToString() : null),
    };
}
