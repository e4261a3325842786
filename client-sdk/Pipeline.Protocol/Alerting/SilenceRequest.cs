namespace Pipeline.Protocol.Alerting;

/// <summary>A silence to be made: the body of <c>POST /api/v1/silences</c> and of its preview.</summary>
/// <param name="Matchers">Which alerts; one of them at least must be given.</param>
/// <param name="From">From when, Unix ms; null for now. Later: a maintenance that is planned.</param>
/// <param name="Until">Until when, Unix ms: mandatory, at most 30 days after it begins.</param>
/// <param name="Reason">Why, for those who find it.</param>
public sealed record SilenceRequest(SilenceMatchers? Matchers, long? From, long? Until, string? Reason);
