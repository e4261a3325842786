using System.Diagnostics;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>A moment of a run: what all of its processes had used up by then.</summary>
/// <param name="Timestamp">On the clock's own scale.</param>
/// <param name="Events">Acknowledged so far.</param>
/// <param name="SiloCpu">Of all silos together.</param>
/// <param name="RedisCpu">Of Redis.</param>
/// <param name="LoaderCpu">Of this program.</param>
/// <param name="Redis">What Redis says of itself; null without.</param>
internal sealed record ClusterMark(long Timestamp, long Events, TimeSpan SiloCpu, TimeSpan RedisCpu, TimeSpan LoaderCpu, RedisInfo? Redis)
{
    public static async Task<ClusterMark> NowAsync(
        TimeProvider clock, long events, IEnumerable<SiloProcess> silos, RedisProcess? redis, CancellationToken cancellationToken)
    {
        RedisInfo? info = redis is null ? null : await redis.ReadInfoAsync(cancellationToken);
        using Process self = Process.GetCurrentProcess();
        return new ClusterMark(
            clock.GetTimestamp(),
            events,
            silos.Aggregate(TimeSpan.Zero, static (sum, silo) => sum + silo.CpuTime),
            redis?.CpuTime ?? TimeSpan.Zero,
            self.TotalProcessorTime,
            info);
    }
}
