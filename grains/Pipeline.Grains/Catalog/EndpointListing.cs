using System.Collections.Immutable;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Catalog;

/// <summary>Picks a page out of all endpoints: one look at each, and as many kept as the page holds.</summary>
internal static class EndpointListing
{
    /// <returns>The page, and its last endpoint's place if more follow.</returns>
    public static (ImmutableArray<EndpointSummaryReport> Page, ListPosition? Last) PageOf(
        IEnumerable<EndpointSummaryReport> endpoints, EndpointListQuery query)
    {
        Order order = new(query.Sort, query.IsDescending);
        // Of those kept, the one that comes last in the list is the first to leave.
        PriorityQueue<EndpointSummaryReport, ListPosition> kept = new(order.Reversed());
        bool hasMore = false;
        foreach (EndpointSummaryReport endpoint in endpoints)
        {
            ListPosition position = order.PositionOf(endpoint);
            if (query.After is { } after && order.Compare(position, after) <= 0)
                continue;
            kept.Enqueue(endpoint, position);
            if (kept.Count <= query.Limit)
                continue;
            kept.Dequeue();
            hasMore = true;
        }

        EndpointSummaryReport[] page = new EndpointSummaryReport[kept.Count];
        for (int index = page.Length - 1; index >= 0; index--)
            page[index] = kept.Dequeue();
        return ([.. page], hasMore ? order.PositionOf(page[^1]) : null);
    }

    /// <summary>By the figure, then by name; those without the figure last, whatever the order.</summary>
    private sealed class Order(EndpointSort sort, bool isDescending) : IComparer<ListPosition>
    {
        public ListPosition PositionOf(EndpointSummaryReport endpoint) => new(FigureOf(endpoint), endpoint.Name);

        public Comparer<ListPosition> Reversed() => Comparer<ListPosition>.Create((left, right) => Compare(right, left));

        public int Compare(ListPosition? left, ListPosition? right)
        {
            int byName = string.CompareOrdinal(left!.Name, right!.Name);
            if (sort == EndpointSort.Name)
                return isDescending ? -byName : byName;
            if (left.Figure is not { } one || right.Figure is not { } other)
                return left.Figure is null && right.Figure is null ? byName : left.Figure is null ? 1 : -1;
            int byFigure = isDescending ? other.CompareTo(one) : one.CompareTo(other);
            return byFigure != 0 ? byFigure : byName;
        }

        private double? FigureOf(EndpointSummaryReport endpoint) => sort switch
        {
            EndpointSort.Rate => endpoint.Rate,
            EndpointSort.Errors => endpoint.Errors,
            EndpointSort.P95 => endpoint.DurationMs?.P95,
            EndpointSort.Cpu => endpoint.CpuMs,
            EndpointSort.DbQueries => endpoint.DbQueries,
            EndpointSort.Time => endpoint.TimeMsPerS,
            _ => null,
        };
    }
}
