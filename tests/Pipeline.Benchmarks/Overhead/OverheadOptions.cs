namespace Pipeline.Benchmarks.Overhead;

/// <summary>What <c>bench overhead</c> was asked for.</summary>
internal sealed record OverheadOptions
{
    public required string SiloPath { get; init; }

    /// <summary>Rounds in which every service has its turn.</summary>
    public required int Rounds { get; init; }

    /// <summary>Length of a turn.</summary>
    public required TimeSpan Turn { get; init; }

    /// <summary>Connections, each with one request under way.</summary>
    public required int Connections { get; init; }
}
