using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Series;

/// <summary>Works out series from windows. Changes nothing.</summary>
/// <remarks>Step after step into the same cell: memory does not grow with the number of steps.</remarks>
internal static class SeriesEvaluation
{
    /// <summary>The stored windows that <see cref="Evaluate"/> takes besides those in memory; null if it takes none.</summary>
    public static WindowRead? ReadFor(in SeriesSource source, SeriesQuery query)
    {
        if (source.LatestUnixMs is null || SeriesPlanner.FindFault(source, query, out SeriesPlan plan) is not null)
            return null;
        return plan.Windows.FromUnixMs < plan.Windows.ToUnixMs ? source.Windows.ReadFor(plan.Windows) : null;
    }

    /// <summary>The answer, or why there is none.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="stored">What <see cref="ReadFor"/> asks for, or more.</param>
    /// <exception cref="ArgumentException"><paramref name="stored"/> lacks windows.</exception>
    /// <exception cref="InvalidDataException">A stored window cannot be read.</exception>
    public static SeriesOutcome Evaluate(in SeriesSource source, SeriesQuery query, StoredWindows stored)
    {
        if (source.LatestUnixMs is not { } latest)
            return new SeriesOutcome(CreateEmpty(query), null);
        if (TryFindSegment(source, query.Segment, out int? segment) is { } unknownSegment)
            return new SeriesOutcome(null, unknownSegment);
        if (TryBind(source.Names, query.Metrics, out SeriesReading[] readings) is { } unknownName)
            return new SeriesOutcome(null, unknownName);
        if (SeriesPlanner.FindFault(source, query, out SeriesPlan plan) is { } fault)
            return new SeriesOutcome(null, fault);
        if (ReadFor(source, query) is { } read && !stored.Read.Covers(read))
            throw new ArgumentException("The answer takes stored windows that were not read.", nameof(stored));

        long[] times = new long[plan.StepCount];
        double?[][] values = [.. readings.Select(_ => new double?[times.Length])];
        Cell cell = new();
        SegmentCells cells = new(source.Segments.Count, segment, cell);
        for (int step = 0; step < times.Length; step++)
        {
            times[step] = plan.FromUnixMs + (step * plan.StepMs);
            if (times[step] < plan.CompleteFromUnixMs || times[step] > latest)
                continue;
            cell.Clear();
            AddStep(source.Windows, plan, times[step], stored, cells);
            for (int metric = 0; metric < readings.Length; metric++)
                values[metric][step] = Finite(readings[metric](cell, plan.StepMs / 1e3));
        }

        long? openFrom = source.Windows.WatermarkUnixMs == WindowSet.NoWatermark ? null : source.Windows.WatermarkUnixMs;
        return new SeriesOutcome(
            new SeriesView(plan.FromUnixMs, plan.ToUnixMs, plan.StepMs, latest, plan.CompleteFromUnixMs, openFrom, times, values), null);
    }

    private static void AddStep(WindowSet windows, in SeriesPlan plan, long time, StoredWindows stored, SegmentCells cells)
    {
        long from = Math.Max(time, plan.Windows.FromUnixMs);
        long to = Math.Min(time + plan.StepMs, plan.Windows.ToUnixMs);
        if (from < to)
            windows.AddRange(new WindowRange(from, to, plan.Windows.StepMs), stored, _ => cells);
    }

    private static SeriesFault? TryFindSegment(in SeriesSource source, string? name, out int? segment)
    {
        segment = null;
        if (name is null)
            return null;
        int[] numbers = SeriesNames.Find(source.Segments, name, kind: null);
        segment = numbers.Length > 0 ? numbers[0] : null;
        return segment is null
            ? SeriesFault.UnknownName($"segment is '{name}', which was never seen; there are {SeriesNames.List(source.Segments.Select(known => known.Text))}.")
            : null;
    }

    private static SeriesFault? TryBind(SeriesNames names, IReadOnlyList<SeriesMetric> metrics, out SeriesReading[] readings)
    {
        readings = new SeriesReading[metrics.Count];
        for (int index = 0; index < readings.Length; index++)
        {
            if (!metrics[index].TryBind(names, out readings[index], out string defect))
                return SeriesFault.UnknownName($"metric {index + 1}, {defect}");
        }

        return null;
    }

    private static SeriesView CreateEmpty(SeriesQuery query) =>
        new(null, null, query.StepMs, null, null, null, [], [.. query.Metrics.Select(_ => Array.Empty<double?>())]);

    // Sums saturate, so a quotient may be anything; what is no number has no point.
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? value : null;
}
