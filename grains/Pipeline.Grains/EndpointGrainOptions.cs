namespace Pipeline.Grains;

/// <summary>How an endpoint's grain keeps house. Section <c>Pipeline:Endpoints</c> of the configuration.</summary>
public sealed class EndpointGrainOptions
{
    public const string Section = "Pipeline:Endpoints";

    /// <summary>Sections in flight per endpoint; more is answered overloaded. Range 1 to 100,000, default 4,096.</summary>
    public int AppendsInFlightMax { get; set; } = 4_096;

    /// <summary>Open windows close when no entry has come for so long. Default 30 s.</summary>
    public TimeSpan IdleCloseAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the grain looks whether a snapshot or an idle close is due. Default 5 s.</summary>
    public TimeSpan HousekeepingPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A snapshot is written when entries were applied and the last one is so old. Default 60 s.</summary>
    public TimeSpan SnapshotInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Large snapshots are written less often, so that an endpoint writes no more than so many bytes of them a second; at least every tenth
    /// interval. Default 1,024.
    /// </summary>
    public int SnapshotBytesPerSecondMax { get; set; } = 1_024;

    /// <summary>A snapshot is written sooner when closed windows in memory have come to so many bytes. Default 1 MiB.</summary>
    public long UnsavedBytesMax { get; set; } = 1024 * 1024;

    /// <summary>How long publications wait for others before they are sent to their segments. Default 200 ms.</summary>
    public TimeSpan PublishDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a segment is asked whether it has for good what it has taken, while nothing new is sent. Default 10 s.</summary>
    public TimeSpan PublishedPollInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What segments have for good is noted in the log, and then forgotten, at most so often; sooner when room runs short. Default 30 s.
    /// </summary>
    public TimeSpan AcknowledgeInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Bytes of publications that an endpoint keeps until segments have them; beyond it sections are answered overloaded. From a quarter on
    /// it urges. Default 4 MiB; 64 KiB or more. Sections already in flight may exceed it by what they publish.
    /// </summary>
    public long PublicationBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// Bytes of publications that all endpoints of the silo keep together; beyond it those that keep any are answered overloaded. Default
    /// 1 GiB, at least <see cref="PublicationBytesMax"/>.
    /// </summary>
    public long AllPublicationBytesMax { get; set; } = 1024 * 1024 * 1024;

    /// <summary>Bytes of stored windows that the silo keeps in memory for questions and late events. Default 128 MiB.</summary>
    public long CacheBytesMax { get; set; } = 128 * 1024 * 1024;
}
