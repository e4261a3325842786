namespace Pipeline.Cli.Bench;

/// <summary>What the command line of <c>bench ingest</c> says.</summary>
internal sealed record IngestOptions
{
    /// <summary>Path of <c>Pipeline.Silo.dll</c>.</summary>
    public required string SiloPath { get; init; }

    /// <summary>Send NDJSON instead of binary batches.</summary>
    public bool IsNdjson { get; init; }

    /// <summary>Length of the measured part, after <see cref="WarmUp"/>. 1 s to 1 h.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sent before measuring starts, so that code is compiled and files exist. 0 to 1 h.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Decides all of the events but their times.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Sources that send at the same time, each with one batch under way. 1 to 256.</summary>
    public int Connections { get; init; } = 16;
}
