using Pipeline.Core.Endpoints;

namespace Pipeline.Core.Catalog;

/// <summary>The bounds of what a catalog keeps, and how long it must keep it for a repeated batch to meet the same decisions.</summary>
public static class CatalogLimits
{
    /// <summary>The endpoint, and the segment, that everything past a limit is counted in.</summary>
    public const string Other = NameTable.Other;

    /// <summary>Hashes of overflowed names in one generation.</summary>
    public const int RememberedPerGenerationMax = 131_072;

    /// <summary>Hashes of retired names in one generation.</summary>
    public const int RetiredPerGenerationMax = 524_288;

    /// <summary>Overflowed names kept as text, with the number of their events.</summary>
    public const int BusyNamesMax = 1_000;

    /// <summary>Names decided by one entry at most: 256 bytes each fit an entry of the log.</summary>
    public const int NamesPerEntryMax = 16_384;

    /// <summary>How long a gateway may use a decision before it asks again, ms.</summary>
    public const long LeaseMs = 3_600_000;

    /// <summary>
    /// How long after its last use an overflowed name is remembered at least, ms, and how long an endpoint must have been silent before
    /// its place may be freed.
    /// </summary>
    /// <remarks>
    /// A repeated batch must meet the decisions of its first arrival, or an endpoint that does not know it would count it again. Endpoints
    /// know a batch's source for seven days after its last use, and refuse sources that began longer ago. A source whose clock runs up to
    /// seven days ahead passes for a new one for fourteen. One more day covers decisions in use under a lease.
    /// </remarks>
    public const long MemoryMs = (2 * SourceMarks.HorizonMs) + (24 * 3_600_000L);
}
