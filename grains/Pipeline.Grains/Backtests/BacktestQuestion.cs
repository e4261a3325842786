using Pipeline.Detection.Backtests;
using Pipeline.Detection.Options;

namespace Pipeline.Grains.Backtests;

/// <summary>What a backtest is asked.</summary>
/// <param name="Endpoints">Of which endpoints.</param>
/// <param name="Range">About which anomalies.</param>
/// <param name="Change">From the options that an endpoint has to those it is to be replayed with.</param>
public sealed record BacktestQuestion(IReadOnlyList<string> Endpoints, BacktestRange Range, Func<DetectionOptions, DetectionOptions> Change);
