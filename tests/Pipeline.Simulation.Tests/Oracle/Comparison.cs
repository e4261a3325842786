using Pipeline.Core.Queries;
using Pipeline.Protocol.Events;

namespace Pipeline.Simulation.Tests.Oracle;

/// <summary>Holds an endpoint's answer for all time against the naive model: every number that adds up must be the same.</summary>
/// <remarks>
/// The aggregates are integers on both sides; an answer has them as quotients in double precision, so that is what is compared, to fifteen
/// digits or so.
/// </remarks>
internal static class Comparison
{
    private const double Micro = 1e6;

    /// <exception cref="SimulationFailure">They differ.</exception>
    public static void Check(EndpointView view, ReferenceEndpoint model)
    {
        CheckSame(view.Total.Calls.Events, model.Events, view.Name, "events");
        CheckSame(view.Counters.Late, model.Late, view.Name, "late events");
        CheckSame(view.Counters.RefusedTooOld, model.TooOld, view.Name, "events, tallies and drops too old");
        CheckSame(view.Counters.RefusedTooFarAhead, model.TooFarAhead, view.Name, "events, tallies and drops too far ahead");
        CheckSame(view.Segments.Count, model.Segments.Count, view.Name, "segments");
        foreach (SegmentView segment in view.Segments)
        {
            if (!model.Segments.TryGetValue(segment.Name, out SegmentTotals? totals))
                throw new SimulationFailure($"{view.Name} invents the segment {segment.Name}.");
            CheckSegment(segment, totals, $"{view.Name}/{segment.Name}");
        }

        CheckDetail(view, model.Detail);
    }

    private static void CheckSegment(SegmentView segment, SegmentTotals totals, string where)
    {
        CheckSame(segment.Cell.Calls.Events, totals.Events, where, "events");
        CheckCalls(segment.Cell.Calls, totals, where);
        SimulationFailure.Unless(
            segment.Cell.Dropped.SequenceEqual(totals.Drops.Values),
            $"{where}: {string.Join(", ", segment.Cell.Dropped)} should have been dropped as {string.Join(", ", totals.Drops.Values)}.");
        CheckSame(segment.Cell.Duration is null ? 0 : 1, totals.DurationNs.CallsMicro == 0 ? 0 : 1, where, "whether durations are known");
        if (segment.Cell.Duration is not { } duration)
            return;
        double meanNs = (double)totals.DurationNs.SumMicro / (double)totals.DurationNs.CallsMicro;
        CheckSame(duration.Ms.Mean, meanNs / Micro, where, "mean duration");
        CheckSame(duration.Ms.Max, totals.DurationNs.Max / Micro, where, "longest duration");
    }

    private static void CheckCalls(CallsView calls, SegmentTotals totals, string where)
    {
        (Int128 callsMicro, Int128 errorsMicro) = totals.Estimate(isTalliedIncluded: false);
        double tallied = totals.TallyOk + totals.TallyErrors;
        if (!totals.HasTally || !totals.HasForgottenSeconds)
        {
            CheckSame(calls.Count, tallied + ((double)callsMicro / Micro), where, "count");
            CheckSame(calls.Errors, totals.TallyErrors + ((double)errorsMicro / Micro), where, "errors");
            return;
        }

        double most = tallied + ((double)totals.Estimate(isTalliedIncluded: true).CallsMicro / Micro);
        SimulationFailure.Unless(
            calls.Count >= tallied - 1e-6 && calls.Count <= most + 1e-6,
            $"{where}: a count of {calls.Count} lies outside of {tallied} to {most}.");
    }

    private static void CheckDetail(EndpointView view, DetailTotals detail)
    {
        string where = view.Name;
        CheckResource(view, Resource.CpuTime, detail.CpuNs, Micro);
        CheckResource(view, Resource.MemoryDelta, detail.MemoryBytes, 1);
        CheckValue(view, "revenue", detail.RevenueMicro);
        CheckValue(view, "bytes", detail.BytesMicro);
        CheckSame(view.Total.Operations.Count, detail.Operations.Count, where, "operations");
        foreach (OperationView operation in view.Total.Operations)
        {
            if (!detail.Operations.TryGetValue(operation.Name, out OperationTotals? totals))
                throw new SimulationFailure($"{where} invents the operation {operation.Name}.");
            double calls = (double)detail.CallsMicro;
            string what = operation.Name;
            CheckSame(operation.PerEvent, (double)totals.CallsMilliMicro / 1e3 / calls, where, $"{what}: calls per event");
            CheckSame(operation.MaxPerEvent, totals.MaxPerCallMilli / 1e3, where, $"{what}: most calls");
            CheckSame(operation.ShareOfEvents, (double)totals.EventsMicro / calls, where, $"{what}: share of events");
            CheckSame(operation.MsPerEvent ?? -1, (double?)totals.TimeNsMicro / Micro / calls ?? -1, where, $"{what}: time");
            CheckSame(operation.SelfMsPerEvent ?? -1, (double?)totals.SelfTimeNsMicro / Micro / calls ?? -1, where, $"{what}: self time");
            CheckSame(operation.Errors is null ? 0 : 1, totals.ErrorsMicro is null ? 0 : 1, where, $"{what}: whether errors are known");
        }
    }

    private static void CheckResource(EndpointView view, Resource resource, WeightedSum sum, double unit)
    {
        ResourceView? seen = view.Total.Resources.FirstOrDefault(candidate => candidate.Resource == resource);
        CheckSame(seen is null ? 0 : 1, sum.CallsMicro == 0 ? 0 : 1, view.Name, $"whether {resource} is known");
        if (seen is null)
            return;
        CheckSame(seen.PerEvent, (double)sum.SumMicro / (double)sum.CallsMicro / unit, view.Name, $"mean {resource}");
        CheckSame(seen.Max, sum.Max / unit, view.Name, $"most {resource}");
    }

    private static void CheckValue(EndpointView view, string name, WeightedSum sum)
    {
        ValueView? seen = view.Total.Values.FirstOrDefault(candidate => candidate.Name == name);
        CheckSame(seen is null ? 0 : 1, sum.CallsMicro == 0 ? 0 : 1, view.Name, $"whether {name} is known");
        if (seen is not null)
            CheckSame(seen.PerEvent, (double)sum.SumMicro / (double)sum.CallsMicro / Micro, view.Name, $"mean {name}");
    }

    private static void CheckSame(double seen, double expected, string where, string what)
    {
        double tolerance = 1e-12 * Math.Max(Math.Abs(seen), Math.Abs(expected));
        if (!(Math.Abs(seen - expected) <= tolerance))
            throw new SimulationFailure($"{where}: {what} should be {expected:R} and is {seen:R}.");
    }
}
