using System.Collections.Immutable;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Grains.Abstractions.Detection;
using Pipeline.Protocol.Alerting;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions;

/// <summary>One endpoint: its event stream and its rolling aggregates. The key is the endpoint's name.</summary>
public interface IEndpointGrain : IGrainWithStringKey
{
    /// <summary>Makes one section durable, applies it, and says what became of its events.</summary>
    /// <remarks>
    /// Interleaves, so that appends which arrive together share one commit. A section that is in flight already awaits the same commit and
    /// is answered <see cref="SectionStatus.Duplicate"/>. The section's bytes are read until the task completes.
    /// </remarks>
    [AlwaysInterleave]
    Task<AppendAnswer> AppendAsync(SectionAppend append);

    /// <summary>The aggregates of committed events in a range of event time.</summary>
    [ReadOnly]
    Task<EndpointReport> QueryAsync(EndpointQuery query);

    /// <summary>What differs between two segments or two periods, and which operations make the difference.</summary>
    [ReadOnly]
    Task<ComparisonReport> CompareAsync(ComparedSide first, ComparedSide second);

    /// <summary>What the time of its calls is spent on, and what was added since a reference period.</summary>
    [ReadOnly]
    Task<CostAnswer> QueryCostAsync(CostQuery query);

    /// <summary>What was not as usual, the newest first.</summary>
    [ReadOnly]
    Task<ImmutableArray<AnomalyReport>> QueryAnomaliesAsync(AnomalyQuery query);

    /// <summary>Where it broke its budgets in a range of time, and whether all of that is known.</summary>
    [ReadOnly]
    Task<Json<EndpointBreaches>> QueryBreachesAsync(long fromUnixMs, long toUnixMs);

    /// <summary>What the last judged windows were like, against what is usual.</summary>
    /// <param name="segment">Of which segment; null for all.</param>
    /// <param name="limit">Features of a segment at most, the most surprising first.</param>
    [ReadOnly]
    Task<FeaturesAnswer> QueryFeaturesAsync(string? segment, int limit);

    /// <summary>Aggregates step by step.</summary>
    [ReadOnly]
    Task<SeriesAnswer> QuerySeriesAsync(SeriesQuery query);

    /// <summary>A copy of its detection, and where in the log it stands: what a backtest compares with.</summary>
    [ReadOnly]
    Task<DetectionCopy> CopyDetectionAsync();

    /// <summary>How it is watched.</summary>
    [ReadOnly]
    Task<DetectionSettingsReport> GetDetectionAsync();

    /// <summary>Has it watched in another way from now on; from then on what is configured for all does not matter to it.</summary>
    /// <remarks>Interleaves like an append: it is an entry of the stream, and answered once that is durable and applied.</remarks>
    [AlwaysInterleave]
    Task<DetectionChangeAnswer> ConfigureDetectionAsync(DetectionSettings settings);

    /// <summary>Says of one of its anomalies that this is normal: what it was about is learnt as usual. Repeating it changes nothing.</summary>
    /// <remarks>Interleaves like an append, likewise.</remarks>
    [AlwaysInterleave]
    Task<DetectionChangeAnswer> MarkNormalAsync(string anomalyId);

    /// <summary>What the endpoint says of itself to the catalog, which asks only where it has not been told.</summary>
    [ReadOnly]
    Task<EndpointStatus> SummarizeAsync();

    /// <summary>Brings the endpoint into memory, so that its open windows close in time after a restart.</summary>
    [ReadOnly]
    Task WakeAsync();
}
