namespace Pipeline.Alerting.Messages;

/// <summary>What a sign of life tells: nothing but itself.</summary>
internal sealed record HeartbeatData(int Version);
