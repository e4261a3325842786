using System.Diagnostics.CodeAnalysis;
using Pipeline.Core.Series;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;
using CoreQuery = Pipeline.Core.Series.SeriesQuery;
using SeriesQuery = Pipeline.Grains.Abstractions.SeriesQuery;

namespace Pipeline.Grains;

/// <summary>Puts series into the shape in which they leave a grain, whichever keeps the windows.</summary>
internal static class SeriesReports
{
    /// <summary>The question in the words of the windows; false with the defect if a metric is malformed.</summary>
    public static bool TryToCore(SeriesQuery query, [NotNullWhen(true)] out CoreQuery? core, out string defect)
    {
        core = null;
        if (!SeriesMetrics.TryParse(query.Metrics, out IReadOnlyList<SeriesMetric>? metrics, out defect))
            return false;
        core = new CoreQuery(
            metrics,
            query.Segment,
            (long)(query.Step ?? TimeSpan.Zero).TotalMilliseconds,
            query.Range.Window is { } window ? (long)window.TotalMilliseconds : null,
            query.Range.FromUnixMs,
            query.Range.ToUnixMs);
        return true;
    }

    public static SeriesAnswer Malformed(string defect) => Create(new SeriesFault("malformed-parameter", defect));

    /// <param name="outcome">What the windows say.</param>
    /// <param name="query">What they were asked.</param>
    /// <param name="endpoint">Whose windows they are; null for those of a segment over all endpoints.</param>
    public static SeriesAnswer Create(SeriesOutcome outcome, CoreQuery query, string? endpoint)
    {
        if (outcome.View is not { } view)
            return Create(outcome.Fault!);
        MetricSeriesReport[] series = [.. query.Metrics.Select((metric, index) => new MetricSeriesReport(metric.Text, metric.Unit, view.Values[index]))];
        return new SeriesAnswer(new SeriesReport(
            endpoint,
            query.Segment,
            view.FromUnixMs,
            view.ToUnixMs,
            view.StepMs,
            view.AsOfUnixMs,
            view.CompleteFromUnixMs,
            view.OpenFromUnixMs,
            view.Times,
            series));
    }

    private static SeriesAnswer Create(SeriesFault fault) => new(null, fault.Code, fault.Detail);
}
