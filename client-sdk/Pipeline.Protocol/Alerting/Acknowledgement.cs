namespace Pipeline.Protocol.Alerting;

/// <summary>Somebody looks after an incident; until then nobody is reminded of it.</summary>
/// <param name="By">Who.</param>
/// <param name="At">Since when, Unix ms.</param>
/// <param name="Until">When it lapses, Unix ms.</param>
public sealed record Acknowledgement(string By, long At, long Until);
