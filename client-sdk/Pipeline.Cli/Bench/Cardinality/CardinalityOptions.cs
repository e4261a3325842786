using Pipeline.Cli.Bench.Wide;

namespace Pipeline.Cli.Bench.Cardinality;

/// <summary>What the command line of <c>bench cardinality</c> says.</summary>
internal sealed record CardinalityOptions
{
    /// <summary>Path of <c>Pipeline.Silo.dll</c>.</summary>
    public required string SiloPath { get; init; }

    /// <summary>Endpoints, segments and operations that have data.</summary>
    public WideShape Shape { get; init; } = new(10_000, 4, 30);

    /// <summary>Further names of endpoints offered afterwards, one event each.</summary>
    public int Names { get; init; } = 100_000;

    /// <summary>Event time over which the endpoints have data.</summary>
    public int Minutes { get; init; } = 3;

    /// <summary>Silence after the last event: the silo closes windows after 30 s of it and writes snapshots within another minute.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Decides all of the events but their times.</summary>
    public int Seed { get; init; } = 1;
}
