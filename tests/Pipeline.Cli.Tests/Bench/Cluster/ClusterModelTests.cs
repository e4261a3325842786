using Pipeline.Cli.Bench.Cluster;

namespace Pipeline.Cli.Tests.Bench.Cluster;

public sealed class ClusterModelTests
{
    [Fact]
    public void Rows_FromMeasuredCosts_AreWhatSilosOrRedisCanTake()
    {
        // One silo takes 2 s per million; of three, two thirds of sections cost 3 s more: 2 + 2/3 x 3 = 4.
        ClusterModel model = new(Figures(silos: 1, siloCpu: 2), Figures(silos: 3, siloCpu: 4), fsyncsPerSecond: 100);

        ClusterModelRow[] rows = [.. model.Rows];

        Assert.Equal(ClusterModel.CoresPerSilo / 2e-6, rows.Single(static row => row.Silos == 1).SilosEventsPerSecond, 1);
        Assert.Equal(3 * ClusterModel.CoresPerSilo / 4e-6, rows.Single(static row => row.Silos == 3).SilosEventsPerSecond, 1);
        Assert.All(rows, static row => Assert.Equal(Math.Min(row.SilosEventsPerSecond, row.RedisEventsPerSecond), row.EventsPerSecond));

        // Redis takes 0.1 s per million.
        Assert.Equal(10_000_000, rows[^1].EventsPerSecond, 1);
        Assert.Equal(("silos", "Redis' thread"), (rows[0].BusyFirst, rows[^1].BusyFirst));
    }

    [Fact]
    public void Rows_ManyBytesPerEvent_AreBoundByTheNetworkOfRedis()
    {
        ClusterFigures figures = Figures(silos: 1, siloCpu: 0.1) with { RedisInBytesPerEvent = 10_000 };

        ClusterModelRow[] rows = [.. new ClusterModel(figures, figures, fsyncsPerSecond: 100).Rows];

        Assert.All(rows, static row => Assert.Equal("Redis' network", row.BusyFirst));
        Assert.Equal(112_500, rows[0].EventsPerSecond, 1);
    }

    [Fact]
    public void Median_OfRounds_IsTheMiddleOneOfEachFigureAndTheSumOfCounts()
    {
        ClusterFigures[] rounds = [Figures(1, 3), Figures(1, 1), Figures(1, 8)];

        ClusterFigures median = ClusterFigures.Median(rounds);

        Assert.Equal(3, median.SiloCpuSecondsPerMillion);
        Assert.Equal((30, 30), (median.Acknowledged, median.Counted));
        Assert.Equal(2, ClusterFigures.Median(rounds[..2]).SiloCpuSecondsPerMillion);
    }

    private static ClusterFigures Figures(int silos, double siloCpu) => new()
    {
        Variant = "v",
        Silos = silos,
        EventsPerSecond = 1_000,
        SiloCpuSecondsPerMillion = siloCpu,
        RedisCpuSecondsPerMillion = 0.1,
        LoaderCpuSecondsPerMillion = 1,
        AckP50Ms = 1,
        AckP99Ms = 2,
        SiloMemoryMb = 1,
        RedisMemoryMb = 1,
        RedisInBytesPerEvent = 20,
        RedisOutBytesPerEvent = 1,
        AppendOnlyFileBytesPerEvent = 20,
        RedisCommandsPerThousand = 1,
        RedisReadsPerSecond = 10,
        Acknowledged = 10,
        Counted = 10,
    };
}
