namespace Pipeline.Protocol.Alerting;

/// <summary>What a silence would hold back now, and would have held back in the last week.</summary>
/// <param name="Alerts">Alerts that go on and fit.</param>
/// <param name="Incidents">Ids of incidents of which all alerts that go on fit.</param>
/// <param name="PastAlerts">Alerts of the last seven days that are over and fit.</param>
public sealed record SilencePreview(IReadOnlyList<AlertReport> Alerts, IReadOnlyList<string> Incidents, int PastAlerts);
