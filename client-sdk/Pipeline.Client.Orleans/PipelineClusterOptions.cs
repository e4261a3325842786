namespace Pipeline.Client.Orleans;

/// <summary>Which cluster of silos an Orleans client connects to. The values are those of the silos' settings of the same names.</summary>
public sealed class PipelineClusterOptions
{
    /// <summary>
    /// The Redis that keeps the cluster together (<c>Pipeline:Redis:Configuration</c>), as StackExchange.Redis is told: the client finds the
    /// silos in it, and follows them as they come and go.
    /// </summary>
    public required string Redis { get; set; }

    /// <summary>What every key begins with (<c>Pipeline:Redis:KeyPrefix</c>). Default <c>pipeline</c>.</summary>
    public string KeyPrefix { get; set; } = "pipeline";

    /// <summary>The cluster (<c>Pipeline:Cluster:ClusterId</c>). Default <c>pipeline</c>.</summary>
    public string ClusterId { get; set; } = "pipeline";

    /// <summary>The service (<c>Pipeline:Cluster:ServiceId</c>). Default <c>pipeline</c>.</summary>
    public string ServiceId { get; set; } = "pipeline";
}
