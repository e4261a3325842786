namespace Pipeline.Protocol.Alerting;

/// <summary>A silence: alerts that fit it are kept and shown, but nobody is told of them.</summary>
/// <param name="Id">16 hexadecimal digits.</param>
/// <param name="Version">Rises with every change: its ETag.</param>
/// <param name="Matchers">Which alerts.</param>
/// <param name="From">From when, Unix ms.</param>
/// <param name="Until">Until when, Unix ms; earlier than asked for if it was ended.</param>
/// <param name="By">Who has made it.</param>
/// <param name="At">When, Unix ms.</param>
/// <param name="Reason">Why; null if that was not said.</param>
/// <param name="IsActive">Whether it holds alerts back now.</param>
public sealed record SilenceReport(string Id, long Version, SilenceMatchers Matchers, long From, long Until, string By, long At, string? Reason, bool IsActive);
