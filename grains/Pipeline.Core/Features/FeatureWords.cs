using Pipeline.Protocol.Events;

namespace Pipeline.Core.Features;

/// <summary>What features and their units are called outside. Published: the words stay.</summary>
public static class FeatureWords
{
    private const string Share = "share";
    private const string Ms = "ms";

    /// <summary>The word, in snake case.</summary>
    public static string Of(FeatureKind kind) => Find(kind).Word;

    /// <summary>In what it is counted.</summary>
    public static string UnitOf(FeatureKind kind) => Find(kind).Unit;

    /// <summary>What kind of operation: <c>function</c>, <c>dependency</c> or <c>io</c>.</summary>
    public static string Of(OperationKind kind) => kind switch
    {
        OperationKind.Dependency => "dependency",
        OperationKind.Io => "io",
        _ => "function",
    };

    private static (string Word, string Unit) Find(FeatureKind kind) => kind switch
    {
        FeatureKind.Rate => ("rate", "calls/s"),
        FeatureKind.ErrorShare => ("error_share", Share),
        FeatureKind.DurationMean => ("duration_mean", Ms),
        FeatureKind.DurationP50 => ("duration_p50", Ms),
        FeatureKind.DurationP95 => ("duration_p95", Ms),
        FeatureKind.DurationP99 => ("duration_p99", Ms),
        FeatureKind.Cpu => ("cpu", "ms/event"),
        FeatureKind.Memory => ("memory", "bytes/event"),
        FeatureKind.Allocated => ("allocated", "bytes/event"),
        FeatureKind.DbQueries => ("db_queries", "queries/event"),
        FeatureKind.CacheHitShare => ("cache_hit_share", Share),
        FeatureKind.IoOperations => ("io_operations", "operations/event"),
        FeatureKind.LockWaitShare => ("lock_wait_share", Share),
        FeatureKind.Threads => ("threads", "threads"),
        FeatureKind.DependencyShare => ("dependency_share", Share),
        FeatureKind.OperationCalls => ("operation_calls", "calls/event"),
        FeatureKind.OperationCallsTail => ("operation_calls_tail", Share),
        FeatureKind.OperationTime => ("operation_time", "ms/call"),
        FeatureKind.OperationErrors => ("operation_errors", Share),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A feature without a word."),
    };
}
