using Pipeline.Cli.Bench.Wide;

namespace Pipeline.Cli.Bench.Queries;

/// <summary>What the command line of <c>bench query</c> says.</summary>
internal sealed record QueryBenchOptions
{
    /// <summary>Path of <c>Pipeline.Silo.dll</c>.</summary>
    public required string SiloPath { get; init; }

    /// <summary>Endpoints, segments and operations.</summary>
    public WideShape Shape { get; init; } = new(1_000, 4, 3);

    /// <summary>Events a second that are sent while questions are asked; 0 sends none.</summary>
    public int EventsPerSecond { get; init; } = 100_000;

    /// <summary>Event time that is there before the first question.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Length of the measured part.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections that ask, each one question at a time.</summary>
    public int Askers { get; init; } = 2;

    /// <summary>Connections that send.</summary>
    public int Senders { get; init; } = 8;

    /// <summary>Decides all of the events but their times.</summary>
    public int Seed { get; init; } = 1;
}
