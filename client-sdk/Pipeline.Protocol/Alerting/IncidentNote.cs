namespace Pipeline.Protocol.Alerting;

/// <summary>What somebody wrote down about an incident.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When, Unix ms.</param>
/// <param name="Text">What.</param>
public sealed record IncidentNote(string By, long At, string Text);
