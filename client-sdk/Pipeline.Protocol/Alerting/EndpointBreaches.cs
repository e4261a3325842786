namespace Pipeline.Protocol.Alerting;

/// <summary>Where an endpoint broke its budgets in a range of time.</summary>
/// <param name="Broken">What was broken in a part of the range, in the order in which it was found.</param>
/// <param name="KnownSince">From when on all that was broken is known, Unix ms; 0 if it always is.</param>
/// <param name="IsPending">Whether windows in the range are not closed, and so not judged, yet.</param>
/// <param name="IsSilent">Whether no event is of the range or later: nothing of it was, or will be, judged.</param>
public sealed record EndpointBreaches(IReadOnlyList<Finding> Broken, long KnownSince, bool IsPending, bool IsSilent = false);
