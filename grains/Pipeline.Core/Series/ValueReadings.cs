using Pipeline.Core.Windows;

namespace Pipeline.Core.Series;

/// <summary>Aggregates of a business value, in its own unit, which nobody has told us.</summary>
internal static class ValueReadings
{
    public const string Default = "per_event";

    private const double Micro = 1e6;
    private const double Pico = 1e12;

    /// <summary>By the number of the kind.</summary>
    public static readonly string[] KindNames = ["sum", "distribution"];

    private static readonly Dictionary<string, (string Unit, SeriesAggregate<ValueCell> Aggregate)> s_byName = new(StringComparer.Ordinal)
    {
        ["sum"] = ("value", static (value, cell, _) => Total(value, cell)),
        ["rate"] = ("value/s", static (value, cell, seconds) => Total(value, cell) / seconds),
        [Default] = ("value/event", static (value, _, _) => PerEvent(value)),
        ["max"] = ("value", static (value, _, _) => value?.Distribution is { IsEmpty: false } shape ? shape.Max / Micro : null),
    };

    public static IEnumerable<string> Names => s_byName.Keys;

    public static bool TryGet(string name, out (string Unit, SeriesAggregate<ValueCell> Aggregate) found) => s_byName.TryGetValue(name, out found);

    /// <summary>A quantile of a distribution.</summary>
    public static SeriesAggregate<ValueCell> Quantile(double q) => (value, _, _) => SeriesQuantile.Of(value?.Distribution, q, Micro);

    private static double? Total(ValueCell? value, Cell cell)
    {
        if (cell.IsEmpty)
            return 0;
        if (cell.Detail.CallsMicro <= 0)
            return null;
        double scale = CallReadings.ScaleOf(cell);
        return value is null ? 0 : (((double)value.SumPico / Pico) + ((double)(value.Distribution?.SumMicro ?? 0) / Pico)) * scale;
    }

    private static double? PerEvent(ValueCell? value)
    {
        if (value?.Distribution is { IsEmpty: false } shape)
            return shape.Mean / Micro;
        return value is { IsEmpty: false } ? (double)value.SumPico / Pico / ((double)value.WeightMicro / Micro) : null;
    }
}
