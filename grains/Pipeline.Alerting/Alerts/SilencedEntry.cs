using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Alerts;

/// <summary>A silence was made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Matchers">Which alerts.</param>
/// <param name="From">From when, Unix ms.</param>
/// <param name="Until">Until when, Unix ms.</param>
/// <param name="Reason">Why; null if that was not said.</param>
public sealed record SilencedEntry(string Id, SilenceMatchers Matchers, long From, long Until, string? Reason);
