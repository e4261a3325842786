using Pipeline.Detection.Anomalies;

namespace Pipeline.Detection.Backtests;

/// <summary>One incident, as the running detector has told it and as the other would have.</summary>
/// <param name="Fired">What fired.</param>
/// <param name="WouldFire">What would have.</param>
public sealed record BacktestPair(Anomaly Fired, Anomaly WouldFire);
