using System.Collections.Immutable;

namespace Pipeline.Core.Catalog;

/// <summary>Decisions of the catalog that were made together: one entry of its stream.</summary>
/// <remarks>
/// Decisions, not inputs: the limits they were made under may change, and replay must not decide again. All lists are applied in the order
/// of the members here.
/// </remarks>
/// <param name="ArrivalUnixMs">When they were made, Unix ms.</param>
public sealed record CatalogEntry(long ArrivalUnixMs)
{
    /// <summary>What names are hashed with; empty but in the first entry.</summary>
    public ImmutableArray<byte> HashKey { get; init; } = [];

    /// <summary>Endpoints that lose their place.</summary>
    public ImmutableArray<string> Retired { get; init; } = [];

    /// <summary>Endpoints that get a place.</summary>
    public ImmutableArray<string> Admitted { get; init; } = [];

    /// <summary>Hashes of endpoint names that are counted in <c>__other__</c>.</summary>
    public ImmutableArray<ulong> Remembered { get; init; } = [];

    /// <summary>Endpoint names that are counted in <c>__other__</c> and could not be remembered.</summary>
    public int UnrememberedCount { get; init; }

    /// <summary>Whether something is about to be counted in the endpoint <c>__other__</c>.</summary>
    public bool UsesOther { get; init; }

    /// <summary>Segments that get a grain of their own.</summary>
    public ImmutableArray<string> Segments { get; init; } = [];

    /// <summary>Whether no segment is admitted after these, for ever.</summary>
    public bool ClosesSegments { get; init; }

    /// <summary>Whether there is nothing to apply.</summary>
    public bool IsEmpty => HashKey.IsEmpty && Retired.IsEmpty && Admitted.IsEmpty && Remembered.IsEmpty && UnrememberedCount == 0
        && !UsesOther && Segments.IsEmpty && !ClosesSegments;
}
