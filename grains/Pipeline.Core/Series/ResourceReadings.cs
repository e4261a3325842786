using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Series;

/// <summary>What calls used of a resource. Null where events say nothing about it, which is not zero.</summary>
internal static class ResourceReadings
{
    public const string CacheHitShare = "cache_hit_share";

    public const string Default = "per_event";

    private const double Micro = 1e6;
    private const double NsPerMs = 1e6;

    public static readonly string[] Aggregates = [Default, "total", "max", "rate"];

    private static readonly string[] s_units =
        ["ms", "bytes", "bytes", "queries", "hits", "misses", "operations", "ms", "threads"];

    public static IEnumerable<string> Names => Enum.GetValues<Resource>().Select(FieldNames.Of).Append(CacheHitShare);

    public static bool TryFind(string name, out Resource found)
    {
        foreach (Resource resource in Enum.GetValues<Resource>())
        {
            if (FieldNames.Of(resource) != name)
                continue;
            found = resource;
            return true;
        }

        found = default;
        return false;
    }

    /// <param name="resource">Which.</param>
    /// <param name="aggregate">One of <see cref="Aggregates"/>.</param>
    public static (string Unit, SeriesReading Reading) Get(Resource resource, string aggregate)
    {
        string unit = s_units[(int)resource];
        return aggregate switch
        {
            "total" => (unit, (cell, _) => TotalOf(cell, resource)),
            "rate" => ($"{unit}/s", (cell, seconds) => TotalOf(cell, resource) / seconds),
            "max" => ($"{unit}/event", (cell, _) => MaxOf(cell, resource)),
            _ => ($"{unit}/event", (cell, _) => MeanOf(cell, resource)),
        };
    }

    /// <summary>Hits among hits and misses.</summary>
    public static double? HitShareOf(Cell cell, double stepSeconds)
    {
        ref readonly ResourceTotals hits = ref cell.Resource(Resource.CacheHits);
        ref readonly ResourceTotals misses = ref cell.Resource(Resource.CacheMisses);
        double all = (double)hits.SumMicro + (double)misses.SumMicro;
        return hits.IsReported && misses.IsReported && all > 0 ? (double)hits.SumMicro / all : null;
    }

    private static double? MeanOf(Cell cell, Resource resource)
    {
        ref readonly ResourceTotals totals = ref cell.Resource(resource);
        return totals.IsReported ? SumOf(totals, resource) / ((double)totals.WeightMicro / Micro) : null;
    }

    private static double? MaxOf(Cell cell, Resource resource)
    {
        ref readonly ResourceTotals totals = ref cell.Resource(resource);
        return totals.IsReported ? totals.MaxPerCall / NativeUnitOf(resource) : null;
    }

    // No calls use nothing; calls that nobody measured may have used anything.
    private static double? TotalOf(Cell cell, Resource resource)
    {
        if (cell.IsEmpty)
            return 0;
        ref readonly ResourceTotals totals = ref cell.Resource(resource);
        return totals.IsReported ? SumOf(totals, resource) * CallReadings.ScaleOf(cell) : null;
    }

    private static double SumOf(in ResourceTotals totals, Resource resource) => (double)totals.SumMicro / Micro / NativeUnitOf(resource);

    private static double NativeUnitOf(Resource resource) => resource is Resource.CpuTime or Resource.LockWait ? NsPerMs : 1;
}
