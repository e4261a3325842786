using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pipeline.Core.Catalog;
using Pipeline.Grains.Abstractions.Catalog;

namespace Pipeline.Grains.Catalog;

/// <summary>Under which name a segment is aggregated over all endpoints: its own, or <c>__other__</c>. The same for ever.</summary>
/// <remarks>Thread-safe. Asks the catalog for names it does not know, many in one call, and keeps the answers.</remarks>
public sealed class SegmentAdmission(IGrainFactory grains)
{
    /// <summary>Answers kept; when there are more, they are asked for anew.</summary>
    private const int KnownMax = 65_536;

    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>The name a segment is aggregated under, if that is known here already.</summary>
    public bool TryResolve(string segment, out string target)
    {
        bool isKnown = _known.TryGetValue(segment, out bool isAdmitted);
        target = isAdmitted ? segment : CatalogLimits.Other;
        return isKnown || segment == CatalogLimits.Other;
    }

    /// <summary>The names that segments are aggregated under, in their order. Decisions that are new are durable when it returns.</summary>
    /// <exception cref="CatalogUnavailableException">The catalog has not decided; ask again later.</exception>
    public async ValueTask<IReadOnlyList<string>> ResolveAsync(IReadOnlyList<string> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        string[] targets = new string[segments.Count];
        List<string> unknown = [];
        for (int index = 0; index < targets.Length; index++)
        {
            if (!TryResolve(segments[index], out targets[index]))
                unknown.Add(segments[index]);
        }

        if (unknown.Count == 0)
            return targets;
        Dictionary<string, bool> answers = await AskAsync(unknown);
        for (int index = 0; index < targets.Length; index++)
        {
            if (answers.TryGetValue(segments[index], out bool isAdmitted))
                targets[index] = isAdmitted ? segments[index] : CatalogLimits.Other;
        }

        return targets;
    }

    private async Task<Dictionary<string, bool>> AskAsync(List<string> names)
    {
        Dictionary<string, bool> answers = new(StringComparer.Ordinal);
        ICatalogGrain catalog = grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key);
        foreach (string[] chunk in names.Distinct(StringComparer.Ordinal).Chunk(ICatalogGrain.NamesMax))
        {
            AdmissionAnswer answer = await catalog.AdmitSegmentsAsync([.. chunk]);
            if (answer.Status != AdmissionStatus.Decided)
                throw new CatalogUnavailableException($"The catalog has not decided about segments ({answer.Status}).");
            if (_known.Count + chunk.Length > KnownMax)
                _known.Clear();
            for (int index = 0; index < chunk.Length; index++)
                answers[chunk[index]] = _known[chunk[index]] = answer.IsAdmitted[index];
        }

        return answers;
    }
}
