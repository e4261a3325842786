using Pipeline.Core.Queries;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Series;

/// <summary>How many calls there were, how many failed, and how long they took.</summary>
internal static class CallReadings
{
    private const double Micro = 1e6;
    private const double NsPerMs = 1e6;

    private static readonly Dictionary<string, (string Unit, SeriesReading Reading)> s_byName = new(StringComparer.Ordinal)
    {
        ["events"] = ("events", static (cell, _) => cell.Events),
        ["count"] = ("calls", static (cell, _) => CellViews.CreateCalls(cell).Count),
        ["rate"] = ("calls/s", static (cell, seconds) => CellViews.CreateCalls(cell).Count / seconds),
        ["errors"] = ("calls", static (cell, _) => CellViews.CreateCalls(cell).Errors),
        ["error_rate"] = ("share", ErrorRate),
        ["mean"] = ("ms", static (cell, _) => cell.Duration.IsEmpty ? null : cell.Duration.Mean / NsPerMs),
        ["max"] = ("ms", static (cell, _) => cell.Duration.IsEmpty ? null : cell.Duration.Max / NsPerMs),
    };

    public static IEnumerable<string> Names => s_byName.Keys;

    public static bool TryGet(string name, out (string Unit, SeriesReading Reading) found) => s_byName.TryGetValue(name, out found);

    /// <summary>A quantile of durations.</summary>
    public static SeriesReading Quantile(double q) => (cell, _) => SeriesQuantile.Of(cell.Duration, q, NsPerMs);

    /// <summary>Calls that the recorded events stand for: the base of every mean per event.</summary>
    public static double DetailOf(Cell cell) => (double)cell.Detail.CallsMicro / Micro;

    /// <summary>
    /// What a sum over the recorded events is multiplied with to be one over all calls: where sources tallied, events give ratios only.
    /// </summary>
    public static double ScaleOf(Cell cell)
    {
        double detail = DetailOf(cell);
        return detail > 0 ? CellViews.CreateCalls(cell).Count / detail : 0;
    }

    private static double? ErrorRate(Cell cell, double seconds)
    {
        CallsView calls = CellViews.CreateCalls(cell);
        return calls.Count > 0 ? calls.Errors / calls.Count : null;
    }
}
