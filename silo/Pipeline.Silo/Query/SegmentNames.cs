using Pipeline.Grains.Cluster;
using Pipeline.Grains.Segments;

namespace Pipeline.Silo.Query;

/// <summary>The segments that the silos know: each knows those that were in the log when it looked last, and those of its own endpoints.</summary>
internal sealed class SegmentNames(SegmentDirectory directory, IOtherSilos others)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    /// <summary>All of them, in ordinal order, and whether none can be missing.</summary>
    public async Task<Gathered<string>> ListAsync()
    {
        Gathered<string> elsewhere = await others.FindSegmentsAsync();
        return elsewhere with
        {
            Items = elsewhere.Items.Count == 0
                ? directory.Names
                : [.. directory.Names.Concat(elsewhere.Items).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>Null if there is such a segment; else 404, or 503 if a silo that may know it does not answer.</summary>
    public async ValueTask<IResult?> RefuseAsync(HttpContext context, string segment)
    {
        if (directory.Contains(segment))
            return null;
        Gathered<string> elsewhere = await others.FindSegmentsAsync();
        if (elsewhere.Items.Contains(segment))
            return null;
        return elsewhere.IsComplete
            ? Problems.Create(404, "unknown-segment", "Unknown segment", $"No endpoint has published anything of segment '{segment}'.")
            : Problems.TryAgain(context, 503, "unavailable", "Unavailable", $"A silo that may know segment '{segment}' does not answer.", s_retryAfter);
    }
}
