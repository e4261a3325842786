using Pipeline.Core.Costs;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Features;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Queries;
using CoreQuery = Pipeline.Core.Costs.CostQuery;
using CostQuery = Pipeline.Grains.Abstractions.CostQuery;

namespace Pipeline.Grains;

/// <summary>Puts what an endpoint's time is spent on into the shape in which it leaves the grain.</summary>
internal static class CostReports
{
    /// <summary>The question in the words of the windows.</summary>
    public static CoreQuery ToCore(EndpointState state, CostQuery query) => new(
        EndpointReports.ToCore(state, query.Range),
        query.Reference is { } reference ? EndpointReports.ToCore(state, reference) : null,
        query.Segment,
        query.IsByAdded ? CostOrder.Added : CostOrder.Now,
        query.Range.OperationCountMax);

    public static CostAnswer Create(EndpointState state, string name, CostQuery query, StoredWindows now, StoredWindows reference)
    {
        CoreQuery core = ToCore(state, query);
        if (state.FindUnknownName(core) is { } defect)
            return new CostAnswer(null, "unknown-name", defect);
        CostView view = state.Cost(core, now, reference);
        CellCost cost = view.Cost;
        return new CostAnswer(new CostReport(
            name,
            query.Segment,
            view.AsOfUnixMs,
            CostSentence.Of(view, name),
            cost.Basis is { } basis ? WordOf(basis) : "mixed",
            ToReport(cost.Now),
            cost.Reference is { } before ? ToReport(before) : null,
            view.ReferenceMissing,
            view.OverlapMs > 0 ? view.OverlapMs : null,
            ToReport(cost.AddedMs),
            [.. cost.Operations.Take(core.OperationCountMax).Select(operation => ToReport(operation, cost.Now.Cell.Calls.Count))],
            cost.OthersFrom(core.OperationCountMax) is { } others
                ? new CostOthersReport(others.Operations, others.Calls, others.CountedMs, others.AddedMs)
                : null,
            [.. cost.Resources.Select(ToReport)]));
    }

    private static string WordOf(CostBasis basis) => basis switch
    {
        CostBasis.SelfTime => "self_time",
        CostBasis.Time => "time",
        _ => "calls",
    };

    private static CostPeriodReport ToReport(CostPeriod period)
    {
        CallsView calls = period.Cell.Calls;
        return new CostPeriodReport(
            period.FromUnixMs,
            period.ToUnixMs,
            period.Seconds,
            calls.Events,
            calls.Count,
            calls.CountStandardError,
            period.EventsPerSecond,
            period.Cell.Duration?.TotalMs,
            period.Cell.Duration?.Ms.Mean,
            period.Cell.Resources.FirstOrDefault(resource => resource.Resource == Resource.CpuTime)?.Total)
        {
            MsPerEventInterval = EndpointReports.Bounds(period.Cell.Duration?.MeanInterval),
        };
    }

    private static CostOperationReport ToReport(OperationCost cost, double count) => new(
        cost.Operation.Name,
        FeatureWords.Of(cost.Operation.Kind),
        cost.Calls,
        cost.Operation.PerEvent,
        cost.TimeMs,
        cost.SelfMs,
        cost.CountedMs is { } counted && count > 0 ? counted / count : null,
        WordOf(cost.Basis),
        cost.ShareOfTime,
        cost.ShareOfCalls,
        ToReport(cost.AddedMs, WordOf(cost.AddedBasis)),
        ToReport(cost.AddedCalls),
        cost.AddedMissing)
    {
        PerEventInterval = EndpointReports.Bounds(cost.Operation.Interval),
    };

    private static CostResourceReport ToReport(ResourceCost cost) => new(
        FieldNames.Of(cost.Resource.Resource),
        cost.Resource.Total,
        cost.Resource.PerEvent,
        cost.Resource.ShareOfEvents,
        cost.ShareOfTime,
        ToReport(cost.Added))
    {
        PerEventInterval = EndpointReports.Bounds(cost.Resource.Interval),
    };

    private static CostAddedReport? ToReport(AddedParts? added, string? basis = null) =>
        added is { } parts ? new CostAddedReport(parts.Difference, parts.Volume, parts.PerEvent, parts.PerCall, basis) : null;
}
