using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Silences;

/// <summary>A silence as the book keeps it. Immutable.</summary>
internal sealed record Silence(string Id, long Version, SilenceMatchers Matchers, long From, long Until, string By, long At, string? Reason)
{
    public bool IsActive(long now) => now >= From && now < Until;

    public SilenceReport ToReport(long now) => new(Id, Version, Matchers, From, Until, By, At, Reason, IsActive(now));
}
