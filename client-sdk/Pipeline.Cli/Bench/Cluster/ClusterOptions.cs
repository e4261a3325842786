namespace Pipeline.Cli.Bench.Cluster;

/// <summary>What the command line of <c>bench cluster</c> says.</summary>
internal sealed record ClusterOptions
{
    /// <summary>Path of <c>Pipeline.Silo.dll</c> of the Orleans edition.</summary>
    public required string SiloPath { get; init; }

    /// <summary>The same of the Embedded edition; null where it is not built.</summary>
    public string? EmbeddedSiloPath { get; init; }

    /// <summary>How many silos; each number is measured.</summary>
    public required IReadOnlyList<int> Silos { get; init; }

    /// <summary>How often everything is measured; medians are shown. 1 to 100.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Length of the measured part. 1 s to 1 h.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sent before measuring starts. 0 to 1 h.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Sources that send at the same time, each with one batch under way, spread over the silos. 1 to 256.</summary>
    public int Connections { get; init; } = 12;

    /// <summary>Sections of a batch. 1 to 100.</summary>
    public int Endpoints { get; init; } = 10;

    /// <summary>Events of a batch: a multiple of <see cref="Endpoints"/>.</summary>
    public int EventsPerBatch { get; init; } = 1_000;

    /// <summary>Decides the events.</summary>
    public int Seed { get; init; } = 1;
}
