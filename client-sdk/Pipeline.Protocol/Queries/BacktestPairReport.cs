namespace Pipeline.Protocol.Queries;

/// <summary>One incident, as the running detector has told it and as the other would have.</summary>
/// <param name="Fired">What fired.</param>
/// <param name="WouldFire">What would have.</param>
public sealed record BacktestPairReport(AnomalyReport Fired, AnomalyReport WouldFire);
