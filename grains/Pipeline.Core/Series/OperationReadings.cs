using Pipeline.Core.Windows;

namespace Pipeline.Core.Series;

/// <summary>Aggregates of an operation. Where calls happened and none did it, it took nothing: zero, not unknown.</summary>
internal static class OperationReadings
{
    public const string Default = "per_event";

    private const double Micro = 1e6;
    private const double Milli = 1e3;
    private const double NsPerMs = 1e6;

    /// <summary>By the number of the kind.</summary>
    public static readonly string[] KindNames = ["function", "dependency", "io"];

    private static readonly Dictionary<string, (string Unit, SeriesAggregate<OperationCell> Aggregate)> s_byName = new(StringComparer.Ordinal)
    {
        [Default] = ("calls/event", static (operation, cell, _) => PerEvent(cell, CallsOf(operation))),
        ["max_per_event"] = ("calls/event", static (operation, cell, _) => IsKnown(cell) ? (operation?.MaxPerCallMilli ?? 0) / Milli : null),
        ["ms_per_event"] = ("ms/event", static (operation, cell, _) => PerEvent(cell, TimeOf(operation))),
        ["self_ms_per_event"] = ("ms/event", static (operation, cell, _) => PerEvent(cell, SelfTimeOf(operation))),
        ["errors"] = ("calls", static (operation, cell, _) => Total(cell, ErrorsOf(operation))),
        ["rate"] = ("calls/s", static (operation, cell, seconds) => Total(cell, CallsOf(operation)) / seconds),
        ["share_of_events"] = ("share", static (operation, cell, _) => PerEvent(cell, EventsOf(operation))),
    };

    public static IEnumerable<string> Names => s_byName.Keys;

    public static bool TryGet(string name, out (string Unit, SeriesAggregate<OperationCell> Aggregate) found) =>
        s_byName.TryGetValue(name, out found);

    private static bool IsKnown(Cell cell) => cell.Detail.CallsMicro > 0;

    private static double? PerEvent(Cell cell, double? sum) => IsKnown(cell) ? sum / CallReadings.DetailOf(cell) : null;

    // A step with tallies and no event has calls of which nothing else is known.
    private static double? Total(Cell cell, double? sum)
    {
        if (cell.IsEmpty)
            return 0;
        return IsKnown(cell) ? sum * CallReadings.ScaleOf(cell) : null;
    }

    private static double CallsOf(OperationCell? operation) => operation is null ? 0 : (double)operation.CallsNano / Micro / Milli;

    private static double EventsOf(OperationCell? operation) => operation is null ? 0 : (double)operation.Histogram.TotalMicro() / Micro;

    private static double? TimeOf(OperationCell? operation) =>
        operation is null ? 0 : operation.HasTime ? (double)operation.TimeMicro / Micro / NsPerMs : null;

    private static double? SelfTimeOf(OperationCell? operation) =>
        operation is null ? 0 : operation.HasSelfTime ? (double)operation.SelfTimeMicro / Micro / NsPerMs : null;

    private static double? ErrorsOf(OperationCell? operation) =>
        operation is null ? 0 : operation.HasErrors ? (double)operation.ErrorsMicro / Micro : null;
}
