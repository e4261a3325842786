namespace Pipeline.Grains.Segments;

/// <summary>How a segment's grain keeps house. Section <c>Pipeline:Segments</c> of the configuration.</summary>
public sealed class SegmentGrainOptions
{
    public const string Section = "Pipeline:Segments";

    /// <summary>
    /// A snapshot is written so long after something was applied, and another one after the same time: only then endpoints may forget it.
    /// Default 10 s.
    /// </summary>
    public TimeSpan SnapshotInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The same while an endpoint runs out of room for what it has to keep. Default 100 ms.</summary>
    public TimeSpan UrgentSnapshotInterval { get; set; } = TimeSpan.FromMilliseconds(100);
}
