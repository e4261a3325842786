using System.Collections.Immutable;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Features;
using Pipeline.Core.Queries;
using Pipeline.Core.Sketches;
using Pipeline.Core.Windows;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Queries;
using CoreQuery = Pipeline.Core.Queries.EndpointQuery;
using EndpointQuery = Pipeline.Grains.Abstractions.EndpointQuery;

namespace Pipeline.Grains;

/// <summary>Puts what the windows say into the shape in which it leaves the grain.</summary>
internal static class EndpointReports
{
    private const int SegmentOperationCount = 10;

    public static EndpointReport Create(EndpointState state, string name, EndpointQuery query, StoredWindows stored)
    {
        EndpointView view = state.Query(name, ToCore(state, query), stored)
            ?? throw new InvalidOperationException("A query that leaves the step open always finds windows.");
        CallsView calls = view.Total.Calls;
        EndpointCounters counters = view.Counters;
        return new EndpointReport(
            view.Name,
            view.FromUnixMs,
            view.ToUnixMs,
            view.AsOfUnixMs,
            calls.Events,
            calls.Count,
            calls.CountStandardError,
            calls.Errors,
            ToReport(view.Total.Duration),
            view.Total.Resources.ToImmutableSortedDictionary(resource => FieldNames.Of(resource.Resource), ToReport, StringComparer.Ordinal),
            [.. view.Total.Operations.Take(query.OperationCountMax).Select(operation => ToReport(operation, operation.Histogram))],
            ToReports(view.Total.Values),
            [.. view.Total.Exemplars.Select(ToReport)],
            counters.Late,
            new RefusedReport(counters.RefusedTooOld, counters.RefusedTooFarAhead),
            ToReport(counters),
            view.Segments.ToImmutableSortedDictionary(segment => segment.Name, ToReport, StringComparer.Ordinal))
        {
            ErrorsStandardError = calls.ErrorsStandardError,
            Dropped = ToReports(view.Total.Dropped),
        };
    }

    /// <summary>The question in the words of the windows.</summary>
    public static CoreQuery ToCore(EndpointState state, EndpointQuery query)
    {
        if (query.Window is { } window)
            return CoreQuery.Last(Math.Max(1, (long)window.TotalMilliseconds));
        if (query.FromUnixMs is null && query.ToUnixMs is null)
            return CoreQuery.All;
        long from = query.FromUnixMs ?? state.EarliestUnixMs ?? 0;
        long to = query.ToUnixMs ?? (state.LatestUnixMs ?? 0) + 1;
        // An open end may lie before the other: then there is nothing, which an interval of one millisecond says.
        return CoreQuery.Between(from, Math.Max(from + 1, to));
    }

    private static OverflowReport ToReport(in EndpointCounters counters) =>
        new(counters.OverflowSegments, counters.OverflowOperations, counters.OverflowValues)
        {
            OperationsReplaced = counters.OperationsReplaced,
            OperationsFreed = counters.OperationsFreed,
            OperationsBlocked = counters.OperationsBlocked,
        };

    private static SegmentReport ToReport(SegmentView segment) => new(
        segment.Cell.Calls.Events,
        segment.Cell.Calls.Count,
        segment.Cell.Calls.CountStandardError,
        segment.Cell.Calls.Errors,
        ToReport(segment.Cell.Duration),
        [.. segment.Cell.Operations.Take(SegmentOperationCount).Select(operation => ToReport(operation, histogram: null))])
    {
        ErrorsStandardError = segment.Cell.Calls.ErrorsStandardError,
        Dropped = ToReports(segment.Cell.Dropped),
    };

    private static ImmutableArray<DropReport> ToReports(IReadOnlyList<DropCounts> drops) =>
        [.. drops.Select(drop => new DropReport(DropCauses.WordOf(drop.Cause), drop.Events, drop.Calls))];

    public static DurationReport? ToReport(DurationView? duration) => duration is null ? null : new DurationReport(
        duration.Ms.Mean,
        duration.Ms.P50.Estimate,
        duration.Ms.P95.Estimate,
        duration.Ms.P99.Estimate,
        duration.Ms.Max,
        duration.IsApproximate,
        duration.MeanInterval is { } mean ? ToReport(duration.Ms, mean) : null);

    private static QuantileIntervalsReport ToReport(QuantilesView quantiles, MeanInterval mean) =>
        new(Bounds(quantiles.P50), Bounds(quantiles.P95), Bounds(quantiles.P99)) { Mean = Bounds(mean) };

    private static double?[] Bounds(in QuantileInterval interval) => [interval.Lower, interval.Upper];

    public static double?[]? Bounds(MeanInterval? interval) => interval is { } some ? [some.Lower, some.Upper] : null;

    private static ResourceReport ToReport(ResourceView resource) => new(resource.PerEvent, resource.Total, resource.Max, resource.ShareOfEvents)
    {
        PerEventInterval = Bounds(resource.Interval),
    };

    private static OperationReport ToReport(OperationView operation, IReadOnlyList<double>? histogram) => new(
        operation.Name,
        FeatureWords.Of(operation.Kind),
        operation.PerEvent,
        operation.MaxPerEvent,
        operation.MsPerEvent,
        operation.SelfMsPerEvent,
        operation.Errors,
        operation.ShareOfEvents,
        histogram)
    {
        PerEventInterval = Bounds(operation.Interval),
    };

    /// <summary>A name may occur as a sum and as a distribution; the second then carries its kind in the name.</summary>
    private static ImmutableSortedDictionary<string, ValueReport> ToReports(IReadOnlyList<ValueView> values)
    {
        ImmutableSortedDictionary<string, ValueReport>.Builder reports = ImmutableSortedDictionary.CreateBuilder<string, ValueReport>(StringComparer.Ordinal);
        foreach (ValueView value in values)
        {
            ValueReport report = ToReport(value);
            if (!reports.TryAdd(value.Name, report))
                reports[$"{value.Name} ({report.Kind})"] = report;
        }

        return reports.ToImmutable();
    }

    private static ValueReport ToReport(ValueView value) => new(
        value.Kind == ValueKind.Distribution ? "distribution" : "sum",
        value.Total,
        value.PerEvent,
        value.Distribution?.P50.Estimate,
        value.Distribution?.P95.Estimate,
        value.Distribution?.P99.Estimate,
        value.Distribution?.Max);

    private static ExemplarReport ToReport(Exemplar exemplar) => new(
        exemplar.DurationNs / 1e6,
        exemplar.TimeUnixMs,
        exemplar.TraceId == default ? null : exemplar.TraceId.ToString(),
        exemplar.SpanId == default ? null : exemplar.SpanId.ToString());
}
