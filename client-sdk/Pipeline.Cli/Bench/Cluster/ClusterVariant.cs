namespace Pipeline.Cli.Bench.Cluster;

/// <summary>One way to host the pipeline.</summary>
/// <param name="Name">For tables and scripts.</param>
/// <param name="SiloPath">Path of <c>Pipeline.Silo.dll</c>.</param>
/// <param name="SiloCount">Silos.</param>
/// <param name="IsOnRedis">Whether they share a Redis; otherwise it is one silo on SQLite.</param>
internal sealed record ClusterVariant(string Name, string SiloPath, int SiloCount, bool IsOnRedis);
