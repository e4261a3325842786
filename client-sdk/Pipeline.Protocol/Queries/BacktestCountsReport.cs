namespace Pipeline.Protocol.Queries;

/// <summary>How many anomalies a backtest is about; a notice counts like any other.</summary>
/// <param name="Fired">Raised by the detector that runs.</param>
/// <param name="WouldFire">Raised with the options asked about.</param>
/// <param name="Matched">Pairs of the two that are one incident.</param>
/// <param name="OnlyFired">Raised by the detector that runs alone: they would be gone.</param>
/// <param name="OnlyWould">Raised with the options asked about alone: they would be new.</param>
public sealed record BacktestCountsReport(int Fired, int WouldFire, int Matched, int OnlyFired, int OnlyWould)
{
    /// <summary>The sum of two.</summary>
    public static BacktestCountsReport operator +(BacktestCountsReport left, BacktestCountsReport right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new BacktestCountsReport(
            left.Fired + right.Fired,
            left.WouldFire + right.WouldFire,
            left.Matched + right.Matched,
            left.OnlyFired + right.OnlyFired,
            left.OnlyWould + right.OnlyWould);
    }

    /// <summary>The sum of two.</summary>
    public static BacktestCountsReport Add(BacktestCountsReport left, BacktestCountsReport right) => left + right;
}
