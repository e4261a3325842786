using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Alerting;

/// <summary>Whether budgets broke in a range of time: the body of <c>GET /api/v1/budgets/check</c>.</summary>
/// <param name="From">Unix ms.</param>
/// <param name="To">Unix ms.</param>
/// <param name="EndpointsChecked">Endpoints that were asked.</param>
/// <param name="EndpointsUnavailable">Names of those that did not answer: the check is incomplete then.</param>
/// <param name="Broken">What broke, as findings, the first first.</param>
public sealed record BudgetCheckReport(
    long From, long To, int EndpointsChecked, IReadOnlyList<string> EndpointsUnavailable, IReadOnlyList<Finding> Broken)
{
    /// <summary>Names of those that have windows in the range which are not closed, and so not judged, yet: it may be asked again.</summary>
    public IReadOnlyList<string> EndpointsPending { get; init; } = [];

    /// <summary>Names of those of which not all is known that was broken in the range: it was not judged, or is forgotten.</summary>
    public IReadOnlyList<string> EndpointsForgotten { get; init; } = [];

    /// <summary>Names of those that no event came of since the range began: nothing of them was judged.</summary>
    public IReadOnlyList<string> EndpointsSilent { get; init; } = [];

    /// <summary>From when on all that was broken is known of all endpoints asked, Unix ms; 0 if it always is.</summary>
    public long KnownSince { get; init; }

    /// <summary>Whether nothing was judged, since no endpoint fits or none had events: that nothing broke says nothing then.</summary>
    [JsonIgnore]
    public bool IsEmpty => EndpointsChecked <= EndpointsSilent.Count;

    /// <summary>Whether something was judged, and nothing can have been broken in the range but what is shown.</summary>
    [JsonIgnore]
    public bool IsComplete => !IsEmpty && EndpointsUnavailable.Count == 0 && EndpointsPending.Count == 0 && EndpointsForgotten.Count == 0;
}
