namespace Pipeline.Silo.Cluster;

/// <summary>How this silo takes its place in a cluster. Section <c>Pipeline:Cluster</c> of the configuration; without Redis only the port matters.</summary>
internal sealed class SiloClusterOptions
{
    public const string Section = "Pipeline:Cluster";

    /// <summary>Silos with the same id, and the same Redis, are one cluster. Default <c>pipeline</c>.</summary>
    public string ClusterId { get; set; } = "pipeline";

    /// <summary>Orleans' id of what runs in the cluster; it outlives clusters. Default <c>pipeline</c>.</summary>
    public string ServiceId { get; set; } = "pipeline";

    /// <summary>TCP port on which other silos reach this one; 0, the default, takes a free one.</summary>
    public int SiloPort { get; set; }

    /// <summary>IP address by which other silos and Orleans clients reach this one, and on which it listens for them. Default 127.0.0.1.</summary>
    public string AdvertisedAddress { get; set; } = "127.0.0.1";
}
