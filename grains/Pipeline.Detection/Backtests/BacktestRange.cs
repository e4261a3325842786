using Pipeline.Detection.Anomalies;

namespace Pipeline.Detection.Backtests;

/// <summary>Which anomalies a backtest is about: those given away by a window that ended in this time.</summary>
/// <param name="FromUnixMs">Start, inclusive, Unix ms.</param>
/// <param name="ToUnixMs">End, exclusive, Unix ms.</param>
public readonly record struct BacktestRange(long FromUnixMs, long ToUnixMs)
{
    /// <summary>All of them.</summary>
    public static BacktestRange All => new(long.MinValue, long.MaxValue);

    public bool Holds(Anomaly anomaly)
    {
        long raisedUnixMs = RaisedUnixMs(anomaly);
        return raisedUnixMs >= FromUnixMs && raisedUnixMs < ToUnixMs;
    }

    /// <summary>End of the window that gave it away, Unix ms: no detector could have told sooner.</summary>
    public static long RaisedUnixMs(Anomaly anomaly)
    {
        ArgumentNullException.ThrowIfNull(anomaly);
        return anomaly.WindowStartUnixMs + anomaly.WindowWidthMs;
    }
}
