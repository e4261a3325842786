namespace Pipeline.Cli.Bench.Chaos;

/// <summary>What the command line of <c>bench chaos</c> says.</summary>
internal sealed record ChaosOptions
{
    /// <summary>Path of <c>Pipeline.Silo.dll</c> of the Orleans edition.</summary>
    public required string SiloPath { get; init; }

    /// <summary>Faults by name.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>How often each fault is inflicted. 1 to 1,000.</summary>
    public int Repetitions { get; init; } = 3;

    /// <summary>Silos at the start. 2 to 16.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>Events sent in a second while nothing is wrong, all sources together.</summary>
    public int EventsPerSecond { get; init; } = 4_000;

    /// <summary>Sources, each with one batch under way. 1 to 64.</summary>
    public int Sources { get; init; } = 4;

    /// <summary>Load before a fault and after it. 1 s to 1 h.</summary>
    public TimeSpan Around { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a silo is gone or stands still: longer than the others take to declare it dead.</summary>
    public TimeSpan SiloAway { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long Redis is gone or stands still.</summary>
    public TimeSpan RedisAway { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Decides the events.</summary>
    public int Seed { get; init; } = 1;
}
