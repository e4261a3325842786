using System.Globalization;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Backtests;

/// <summary>A backtest in one sentence.</summary>
internal static class BacktestSentence
{
    public static string Of(BacktestCountsReport counts, IReadOnlyCollection<BacktestEndpointReport> endpoints)
    {
        string scope = Number(endpoints.Count, "endpoint");
        string finding = counts switch
        {
            { Fired: 0, WouldFire: 0 } => "Nothing fired, and nothing would have",
            { OnlyFired: 0, OnlyWould: 0 } => $"The same would have fired: {Number(counts.Matched, "anomaly", "anomalies")}",
            { Fired: 0 } => $"Nothing fired; {Number(counts.WouldFire, "anomaly", "anomalies")} would have",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"Of {Number(counts.Fired, "anomaly", "anomalies")} that fired {counts.Matched:N0} would fire again and {counts.OnlyFired:N0} would not; {counts.OnlyWould:N0} would be new"),
        };
        int problems = endpoints.Count(static endpoint => endpoint.Problem is not null);
        return problems == 0 ? $"{finding} ({scope})." : $"{finding} ({scope}, {problems.ToString("N0", CultureInfo.InvariantCulture)} without a result).";
    }

    private static string Number(int count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");
}
