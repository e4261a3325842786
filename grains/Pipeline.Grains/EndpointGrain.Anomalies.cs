using System.Collections.Immutable;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Detection;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains;

/// <summary>What was not as usual, and what is usual: from memory, of one state.</summary>
public sealed partial class EndpointGrain
{
    private long _reportedRevision;

    public Task<ImmutableArray<AnomalyReport>> QueryAnomaliesAsync(AnomalyQuery query) =>
        _isFailed
            ? Task.FromException<ImmutableArray<AnomalyReport>>(BeingBroughtBack())
            : Task.FromResult(AnomalySelection.Select(_endpoint.Detection.Anomalies, query));

    public Task<FeaturesAnswer> QueryFeaturesAsync(string? segment, int limit) =>
        _isFailed
            ? Task.FromException<FeaturesAnswer>(BeingBroughtBack())
            : Task.FromResult(FeaturesReports.Create(_endpoint, this.GetPrimaryKeyString(), segment, limit));

    /// <summary>Whether anomalies have begun, changed or ended since the catalog was told: that is told at once.</summary>
    private bool HasNewAnomalies => _endpoint.Detection.Revision != _reportedRevision;
}
