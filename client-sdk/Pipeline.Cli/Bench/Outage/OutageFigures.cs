namespace Pipeline.Cli.Bench.Outage;

/// <summary>What became of everything recorded around an outage.</summary>
internal sealed record OutageFigures
{
    /// <summary>Calls recorded by the client.</summary>
    public required long Recorded { get; init; }

    /// <summary>Calls that the silo counts.</summary>
    public required long Counted { get; init; }

    /// <summary>Calls kept in detail that reached a batch.</summary>
    public required long Details { get; init; }

    /// <summary>Details that the silo has.</summary>
    public required long DetailsAtSilo { get; init; }

    /// <summary>Details that the client dropped.</summary>
    public required long DetailsDropped { get; init; }

    /// <summary>Of them, those that the silo knows of.</summary>
    public required long DetailsDroppedAtSilo { get; init; }

    public required long CallsDropped { get; init; }

    public required long CallsDroppedAtSilo { get; init; }

    public required int EndpointsWithDrops { get; init; }

    public required long Retries { get; init; }

    public required double BacklogMbMax { get; init; }

    public required double SpoolMbMax { get; init; }

    public required double ManagedMemoryMbMax { get; init; }

    public required double CatchUpSeconds { get; init; }

    public required bool Flushed { get; init; }

    /// <summary>Every call is counted or known to be dropped, and every detail arrived or is known to be dropped; none twice.</summary>
    public bool IsSound => Recorded == Counted + CallsDropped && CallsDropped == CallsDroppedAtSilo
        && DetailsDropped == DetailsDroppedAtSilo && Details + BufferDrops == DetailsAtSilo + DetailsDropped;

    /// <summary>Details dropped from a thread's buffer, which never reached a batch.</summary>
    public required long BufferDrops { get; init; }
}
