using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>Something about the target that others are to be told.</summary>
/// <param name="Revision">Rises from one to the next.</param>
/// <param name="Finding">What.</param>
public sealed record NumberedFinding(long Revision, Finding Finding);
