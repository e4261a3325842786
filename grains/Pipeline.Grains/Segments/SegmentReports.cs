using Pipeline.Core.Segments;
using Pipeline.Core.Windows;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Cluster;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Segments;

/// <summary>Puts what a segment knows into the shape in which it leaves the grain.</summary>
internal static class SegmentReports
{
    public static WholeSegmentReport Create(
        SegmentState state, string name, EndpointQuery query, StoredWindows stored, Gathered<KeyValuePair<Publisher, long>> unsettled)
    {
        EndpointReport report = EndpointReports.Create(state.Aggregates, name, query, stored);
        SegmentCounters counters = state.Counters;
        return new WholeSegmentReport(
            report.Name,
            report.From,
            report.To,
            report.AsOf,
            report.Events,
            report.Count,
            report.CountStandardError,
            report.Errors,
            report.DurationMs,
            report.Resources,
            report.Operations,
            report.Values,
            report.Exemplars,
            counters.LateEvents,
            new OverflowReport(0, counters.OverflowOperations, counters.OverflowValues),
            state.EndpointCount,
            Pending(state, unsettled),
            counters.IsIncomplete ? true : null)
        {
            ErrorsStandardError = report.ErrorsStandardError,
            Dropped = report.Dropped,
        };
    }

    private static PendingReport Pending(SegmentState state, in Gathered<KeyValuePair<Publisher, long>> unsettled)
    {
        // An endpoint that has moved may be known to the silo where it was, too; the later number is the right one.
        Dictionary<Publisher, long> lasts = [];
        foreach ((Publisher publisher, long last) in unsettled.Items)
        {
            if (!lasts.TryGetValue(publisher, out long known) || known < last)
                lasts[publisher] = last;
        }

        long publications = 0;
        HashSet<string> endpoints = new(StringComparer.Ordinal);
        foreach ((Publisher publisher, long last) in lasts)
        {
            long missing = last - state.AppliedUpTo(publisher);
            if (missing <= 0)
                continue;
            publications += missing;
            endpoints.Add(publisher.Endpoint);
        }

        return new PendingReport(publications, endpoints.Count, unsettled.IsComplete ? null : true);
    }
}
