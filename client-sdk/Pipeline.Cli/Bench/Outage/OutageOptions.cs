namespace Pipeline.Cli.Bench.Outage;

/// <summary>What <c>bench outage</c> does to its silo and its client.</summary>
internal sealed record OutageOptions
{
    public required string SiloPath { get; init; }

    /// <summary>Calls recorded in a second.</summary>
    public required int CallsPerSecond { get; init; }

    /// <summary>How long the silo is gone.</summary>
    public required TimeSpan Down { get; init; }

    /// <summary>How long calls are recorded before the silo is killed, and again once it is back.</summary>
    public required TimeSpan Around { get; init; }

    /// <summary>The client's backlog in memory, bytes.</summary>
    public required long BacklogSizeBytesMax { get; init; }
}
