namespace Pipeline.Cli.Bench.Cluster;

/// <summary>What was measured of one variant: in one round, or the medians of several.</summary>
internal sealed record ClusterFigures
{
    public required string Variant { get; init; }

    public required int Silos { get; init; }

    /// <summary>Events acknowledged per second.</summary>
    public required double EventsPerSecond { get; init; }

    /// <summary>CPU seconds of all silos together per million events.</summary>
    public required double SiloCpuSecondsPerMillion { get; init; }

    /// <summary>The same of Redis; 0 without.</summary>
    public required double RedisCpuSecondsPerMillion { get; init; }

    /// <summary>The same of this program, which makes the load.</summary>
    public required double LoaderCpuSecondsPerMillion { get; init; }

    /// <summary>Time from a batch's first byte sent to its answer, ms.</summary>
    public required double AckP50Ms { get; init; }

    public required double AckP99Ms { get; init; }

    /// <summary>Most resident memory of all silos together, MiB.</summary>
    public required double SiloMemoryMb { get; init; }

    /// <summary>Most resident memory of Redis, MiB; 0 without.</summary>
    public required double RedisMemoryMb { get; init; }

    /// <summary>Bytes sent to Redis per event, and from it.</summary>
    public required double RedisInBytesPerEvent { get; init; }

    public required double RedisOutBytesPerEvent { get; init; }

    /// <summary>Growth of Redis' append-only file per event.</summary>
    public required double AppendOnlyFileBytesPerEvent { get; init; }

    /// <summary>Commands that Redis carried out per thousand events, those within scripts included.</summary>
    public required double RedisCommandsPerThousand { get; init; }

    /// <summary>Reads from connections in a second, of which there are at least as many as fsyncs.</summary>
    public required double RedisReadsPerSecond { get; init; }

    /// <summary>Acknowledged over the whole run, warm-up included.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Counted at the end, by every silo alike.</summary>
    public required long Counted { get; init; }

    /// <summary>Medians of each figure; what was acknowledged and counted is added up.</summary>
    public static ClusterFigures Median(IReadOnlyList<ClusterFigures> rounds) => new()
    {
        Variant = rounds[0].Variant,
        Silos = rounds[0].Silos,
        EventsPerSecond = Median(rounds, static round => round.EventsPerSecond),
        SiloCpuSecondsPerMillion = Median(rounds, static round => round.SiloCpuSecondsPerMillion),
        RedisCpuSecondsPerMillion = Median(rounds, static round => round.RedisCpuSecondsPerMillion),
        LoaderCpuSecondsPerMillion = Median(rounds, static round => round.LoaderCpuSecondsPerMillion),
        AckP50Ms = Median(rounds, static round => round.AckP50Ms),
        AckP99Ms = Median(rounds, static round => round.AckP99Ms),
        SiloMemoryMb = Median(rounds, static round => round.SiloMemoryMb),
        RedisMemoryMb = Median(rounds, static round => round.RedisMemoryMb),
        RedisInBytesPerEvent = Median(rounds, static round => round.RedisInBytesPerEvent),
        RedisOutBytesPerEvent = Median(rounds, static round => round.RedisOutBytesPerEvent),
        AppendOnlyFileBytesPerEvent = Median(rounds, static round => round.AppendOnlyFileBytesPerEvent),
        RedisCommandsPerThousand = Median(rounds, static round => round.RedisCommandsPerThousand),
        RedisReadsPerSecond = Median(rounds, static round => round.RedisReadsPerSecond),
        Acknowledged = rounds.Sum(static round => round.Acknowledged),
        Counted = rounds.Sum(static round => round.Counted),
    };

    private static double Median(IReadOnlyList<ClusterFigures> rounds, Func<ClusterFigures, double> figure)
    {
        double[] ascending = [.. rounds.Select(figure).Order()];
        int middle = ascending.Length / 2;
        return ascending.Length % 2 == 1 ? ascending[middle] : (ascending[middle - 1] + ascending[middle]) / 2;
    }
}
