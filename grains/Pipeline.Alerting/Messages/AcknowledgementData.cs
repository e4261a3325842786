namespace Pipeline.Alerting.Messages;

/// <summary>Who looks after an incident, since when and until when (RFC 3339).</summary>
internal sealed record AcknowledgementData(string By, string At, string Until);
