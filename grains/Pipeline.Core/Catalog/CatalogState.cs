using System.Diagnostics.CodeAnalysis;

namespace Pipeline.Core.Catalog;

/// <summary>Which names have a place: a function of the entries of the catalog's stream, in their order, and of nothing else.</summary>
/// <remarks>
/// <para>
/// <see cref="Apply"/> is total and deterministic, so replay gives the same state. What is decided is worked out by <see
/// cref="CatalogPlanner"/> without changing anything, and applied when it is durable.
/// </para>
/// <para>Bounded: admitted names by the limits they were admitted under, all others by <see cref="CatalogLimits"/>. Not thread-safe.</para>
/// </remarks>
public sealed class CatalogState
{
    private readonly HashSet<string> _endpoints = new(StringComparer.Ordinal);
    private readonly HashSet<string> _segments = new(StringComparer.Ordinal);

    /// <summary>Entries applied: rises with each decision that is new.</summary>
    public long Epoch { get; internal set; }

    /// <summary>What names are hashed with; empty before the first entry.</summary>
    public ReadOnlyMemory<byte> HashKey { get; internal set; }

    /// <summary>Endpoints with a place, in no particular order; <see cref="CatalogLimits.Other"/> is not among them.</summary>
    public IReadOnlyCollection<string> Endpoints => _endpoints;

    /// <summary>Segments with a grain of their own, in no particular order.</summary>
    public IReadOnlyCollection<string> Segments => _segments;

    /// <summary>Whether the endpoint <c>__other__</c> is in use.</summary>
    public bool UsesOther { get; internal set; }

    /// <summary>Whether no further segment is admitted, for ever.</summary>
    public bool SegmentsAreClosed { get; internal set; }

    /// <summary>Places freed since the catalog began.</summary>
    public long RetiredCount { get; internal set; }

    /// <summary>Overflowing names that could not be remembered, as far as entries say.</summary>
    public long UnrememberedCount { get; internal set; }

    /// <summary>Arrival of the first of them, Unix ms; null if there was none.</summary>
    public long? UnrememberedSinceUnixMs { get; internal set; }

    /// <summary>Arrival of the last of them, Unix ms; null if there was none.</summary>
    public long? UnrememberedLastUnixMs { get; internal set; }

    /// <summary>Overflowed names remembered.</summary>
    public int RememberedCount => Overflow.Count;

    internal HashGenerations Overflow { get; } = new(CatalogLimits.RememberedPerGenerationMax);

    /// <summary>When the current generation of overflowed names began, Unix ms.</summary>
    internal long OverflowSinceUnixMs { get; set; } = long.MinValue;

    internal HashGenerations Retired { get; } = new(CatalogLimits.RetiredPerGenerationMax);

    /// <summary>Until when no place is given to a new name, since it may be an overflowed one that was not remembered; Unix ms.</summary>
    public long? PlacesClosedUntilUnixMs => UnrememberedLastUnixMs + CatalogLimits.MemoryMs;

    public bool IsAdmitted(string endpoint) => _endpoints.Contains(endpoint);

    public bool IsAdmittedSegment(string segment) => _segments.Contains(segment);

    /// <summary>Whether an endpoint once had a place; it may be forgotten after half a million others.</summary>
    public bool WasRetired(string endpoint) => !HashKey.IsEmpty && Retired.Contains(HashOf(endpoint));

    /// <summary>Whether an overflowed name is remembered for long enough from <paramref name="nowUnixMs"/> on.</summary>
    public bool IsRemembered(string endpoint, long nowUnixMs) => !HashKey.IsEmpty && IsRemembered(HashOf(endpoint), nowUnixMs);

    /// <summary>Applies one entry.</summary>
    public void Apply(CatalogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Epoch++;
        if (HashKey.IsEmpty && !entry.HashKey.IsEmpty)
            HashKey = entry.HashKey.AsMemory();
        foreach (string endpoint in entry.Retired)
            Retire(endpoint);
        foreach (string endpoint in entry.Admitted)
            Admit(endpoint);
        ApplyOverflow(entry);
        _segments.UnionWith(entry.Segments);
        SegmentsAreClosed |= entry.ClosesSegments;
    }

    internal ulong HashOf(string name) => NameHasher.HashOf(HashKey.Span, name);

    /// <summary>Whether an entry of now would start a new generation of overflowed names.</summary>
    internal bool IsGenerationOver(long nowUnixMs) =>
        OverflowSinceUnixMs != long.MinValue && nowUnixMs >= OverflowSinceUnixMs && nowUnixMs - OverflowSinceUnixMs >= CatalogLimits.MemoryMs;

    internal bool IsRemembered(ulong hash, long nowUnixMs) => Overflow.IsCurrent(hash) && !IsGenerationOver(nowUnixMs);

    /// <summary>Puts back what a snapshot held.</summary>
    internal void Restore(IEnumerable<string> endpoints, IEnumerable<string> segments)
    {
        _endpoints.UnionWith(endpoints);
        _segments.UnionWith(segments);
    }

    private void Admit(string endpoint)
    {
        if (endpoint == CatalogLimits.Other)
            UsesOther = true;
        else
            _endpoints.Add(endpoint);
        if (!HashKey.IsEmpty)
            Retired.Remove(HashOf(endpoint));
    }

    [SuppressMessage("Performance", "CA1868", Justification = "Only what was there counts.")]
    private void Retire(string endpoint)
    {
        if (!_endpoints.Remove(endpoint))
            return;
        RetiredCount++;
        if (HashKey.IsEmpty)
            return;
        if (!Retired.HasRoom)
            Retired.Rotate();
        Retired.TryAdd(HashOf(endpoint));
    }

    private void ApplyOverflow(CatalogEntry entry)
    {
        if (entry.Remembered.IsEmpty && entry.UnrememberedCount == 0)
        {
            UsesOther |= entry.UsesOther;
            return;
        }

        UsesOther = true;
        if (IsGenerationOver(entry.ArrivalUnixMs))
        {
            Overflow.Rotate();
            OverflowSinceUnixMs = entry.ArrivalUnixMs;
        }

        // A clock that was set back makes the generation last longer, never shorter.
        if (OverflowSinceUnixMs == long.MinValue || entry.ArrivalUnixMs < OverflowSinceUnixMs)
            OverflowSinceUnixMs = entry.ArrivalUnixMs;
        int unremembered = entry.UnrememberedCount;
        foreach (ulong hash in entry.Remembered)
            unremembered += Overflow.TryAdd(hash) ? 0 : 1;
        if (unremembered == 0)
            return;
        UnrememberedCount += unremembered;
        UnrememberedSinceUnixMs ??= entry.ArrivalUnixMs;
        UnrememberedLastUnixMs = entry.ArrivalUnixMs;
    }
}
