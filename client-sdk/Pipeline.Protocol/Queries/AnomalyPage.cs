namespace Pipeline.Protocol.Queries;

/// <summary>A page of anomalies: the body of <c>GET /api/v1/anomalies</c>, and of those of one endpoint or segment.</summary>
/// <param name="Anomalies">The newest first: by their start, then by id.</param>
/// <param name="AsOf">When it was answered, Unix ms.</param>
/// <param name="Next">Cursor of the next page; null when there is none.</param>
/// <param name="EndpointsAsked">Endpoints that were asked; the others have said that they have nothing in the range.</param>
/// <param name="EndpointsUnavailable">Names of those that were asked and did not answer; null if all did.</param>
/// <param name="EndpointsUnknown">
/// Endpoints that have not said since they were changed whether they have anomalies and were too many to be asked; null if there are none.
/// </param>
public sealed record AnomalyPage(
    IReadOnlyList<AnomalyReport> Anomalies,
    long AsOf,
    string? Next,
    int EndpointsAsked,
    IReadOnlyList<string>? EndpointsUnavailable,
    int? EndpointsUnknown);
