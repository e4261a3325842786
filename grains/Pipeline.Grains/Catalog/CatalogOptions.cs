namespace Pipeline.Grains.Catalog;

/// <summary>How many names have a place of their own. Section <c>Pipeline:Catalog</c> of the configuration.</summary>
public sealed class CatalogOptions
{
    public const string Section = "Pipeline:Catalog";

    /// <summary>Endpoints; events of further names are counted in the endpoint <c>__other__</c>. Range 1 to 100,000, default 10,000.</summary>
    public int EndpointCountMax { get; set; } = 10_000;

    /// <summary>
    /// Segments with aggregates over all endpoints; further ones are counted in the segment <c>__other__</c>, and once one is, the list is
    /// closed for ever. Range 1 to 100,000, default 1,000.
    /// </summary>
    public int SegmentCountMax { get; set; } = 1_000;

    /// <summary>
    /// An endpoint that has received nothing for so long loses its place when another name needs it. At least 15 days, within which a batch
    /// may be repeated and must be recognised. Default 30 days.
    /// </summary>
    public TimeSpan EndpointIdleAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often the catalog looks whether a snapshot is due, and asks a few endpoints of which it knows too little. Default 5 s.</summary>
    public TimeSpan HousekeepingPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A snapshot is written when something has changed and the last one is so old. Default 60 s.</summary>
    public TimeSpan SnapshotInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a silo tells the catalog what its endpoints say of themselves. Default 1 s.</summary>
    public TimeSpan ReportPeriod { get; set; } = TimeSpan.FromSeconds(1);
}
