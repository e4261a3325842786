using Pipeline.Core.Queries;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Costs;

/// <summary>Of each resource that costs something by its sum, what it costs.</summary>
internal static class ResourceCosts
{
    /// <summary>Sums of the others say nothing: memory goes up and down, threads are shared, and hits of a cache are saved work.</summary>
    private static readonly Resource[] Summed =
        [Resource.CpuTime, Resource.LockWait, Resource.DbQueries, Resource.CacheMisses, Resource.IoOperations, Resource.Allocated];

    public static List<ResourceCost> Of(CostPeriod now, CostPeriod? reference, double? timeMs)
    {
        List<ResourceCost> costs = [];
        foreach (Resource resource in Summed)
        {
            if (Find(now, resource) is { } view)
                costs.Add(new ResourceCost(view, ShareOf(view, timeMs), reference is null ? null : AddedOf(view, now, reference)));
        }

        // Stable, so that all but times keep their order.
        return [.. costs.OrderByDescending(cost => cost.ShareOfTime ?? -1)];
    }

    private static ResourceView? Find(CostPeriod period, Resource resource) =>
        period.Cell.Resources.FirstOrDefault(view => view.Resource == resource);

    private static double? ShareOf(ResourceView view, double? timeMs) =>
        view.Resource is Resource.CpuTime or Resource.LockWait && timeMs > 0 ? view.Total / timeMs : null;

    private static AddedParts? AddedOf(ResourceView view, CostPeriod now, CostPeriod reference)
    {
        double? before = reference.Cell.Calls.Count > 0 ? Find(reference, view.Resource)?.Total / reference.Cell.Calls.Count : 0;
        return before is { } known && now.Cell.Calls.Count > 0
            ? AddedParts.Of((reference.EventsPerSecond, known), (now.EventsPerSecond, view.Total / now.Cell.Calls.Count))
            : null;
    }
}
