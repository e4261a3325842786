using Pipeline.Cli.Transport;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>Measures one variant once: starts it, sends as fast as it answers, and holds what each silo counts against what was acknowledged.</summary>
internal sealed class ClusterRun(ClusterOptions options, ClusterVariant variant, BinaryTemplates templates, TimeProvider clock)
{
    private const double BytesPerMegabyte = 1 << 20;
    private const double Million = 1e6;

    private static readonly TimeSpan s_pollPeriod = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly List<LoadConnection> _connections = [];

    private long Acknowledged => _connections.Sum(static connection => connection.Acknowledged);

    /// <exception cref="BenchException">A silo did not start, stop or answer, or silos count differently.</exception>
    /// <exception cref="DeliveryException">A batch could not be delivered.</exception>
    public async Task<ClusterFigures> RunAsync(string directory, CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = new() { UseProxy = false, MaxConnectionsPerServer = options.Connections + 2 };
        using HttpClient http = new(handler);
        if (!variant.IsOnRedis)
        {
            await using SiloProcess silo = await SiloProcess.StartAsync(variant.SiloPath, Path.Combine(directory, "silo"), http, cancellationToken);
            ClusterFigures single = await MeasureAsync(http, [silo], redis: null, cancellationToken);
            await silo.StopAsync(cancellationToken);
            return single;
        }

        await using ClusterProcesses cluster = await ClusterProcesses.StartAsync(variant.SiloPath, variant.SiloCount, directory, http, cancellationToken);
        ClusterFigures figures = await MeasureAsync(http, cluster.Silos, cluster.Redis, cancellationToken);
        while (cluster.Silos.Count > 0)
            await cluster.RemoveAsync(cluster.Silos.Count - 1, cancellationToken);
        return figures;
    }

    private async Task<ClusterFigures> MeasureAsync(
        HttpClient http, IReadOnlyList<SiloProcess> silos, RedisProcess? redis, CancellationToken cancellationToken)
    {
        BatchTransmitter[] transmitters = [.. silos.Select(silo => new BatchTransmitter(http, silo.Address, new RetryPolicy(), clock))];
        for (int index = 0; index < options.Connections; index++)
            _connections.Add(new LoadConnection(transmitters[index % transmitters.Length], new BinarySupply(templates), clock));
        (ClusterMark start, ClusterMark end) = await LoadAsync(silos, redis, cancellationToken);
        double peakMb = silos.Sum(static silo => silo.PeakMemoryBytes) / BytesPerMegabyte;
        double redisPeakMb = (redis?.PeakMemoryBytes ?? 0) / BytesPerMegabyte;
        long counted = await CountAsync(http, silos, cancellationToken);

        TimeSpan elapsed = clock.GetElapsedTime(start.Timestamp, end.Timestamp);
        long events = Math.Max(1, end.Events - start.Events);
        Measurement measurement = new(start.Timestamp, end.Timestamp, elapsed, events, end.SiloCpu - start.SiloCpu);
        double[] latenciesMs = measurement.LatenciesMs(_connections);
        return new ClusterFigures
        {
            Variant = variant.Name,
            Silos = variant.SiloCount,
            EventsPerSecond = measurement.EventsPerSecond,
            SiloCpuSecondsPerMillion = measurement.CpuSecondsPerMillion,
            RedisCpuSecondsPerMillion = (end.RedisCpu - start.RedisCpu).TotalSeconds / events * Million,
            LoaderCpuSecondsPerMillion = (end.LoaderCpu - start.LoaderCpu).TotalSeconds / events * Million,
            AckP50Ms = Measurement.Quantile(latenciesMs, 0.5),
            AckP99Ms = Measurement.Quantile(latenciesMs, 0.99),
            SiloMemoryMb = peakMb,
            RedisMemoryMb = redisPeakMb,
            RedisInBytesPerEvent = Growth(start, end, static redis => redis.NetworkInBytes) / events,
            RedisOutBytesPerEvent = Growth(start, end, static redis => redis.NetworkOutBytes) / events,
            AppendOnlyFileBytesPerEvent = Growth(start, end, static redis => redis.AppendOnlyFileBytes) / events,
            RedisCommandsPerThousand = Growth(start, end, static redis => redis.Commands) / events * 1_000,
            RedisReadsPerSecond = Growth(start, end, static redis => redis.Reads) / elapsed.TotalSeconds,
            Acknowledged = Acknowledged,
            Counted = counted,
        };
    }

    private static double Growth(ClusterMark start, ClusterMark end, Func<RedisInfo, long> figure) =>
        start.Redis is { } before && end.Redis is { } after ? figure(after) - figure(before) : 0;

    private async Task<(ClusterMark Start, ClusterMark End)> LoadAsync(
        IReadOnlyList<SiloProcess> silos, RedisProcess? redis, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = new();
        using CancellationTokenSource abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task load = Task.WhenAll(_connections.Select(connection => Task.Run(() => connection.RunAsync(stop.Token, abort.Token), abort.Token)));
        try
        {
            await PassAsync(options.WarmUp, load, cancellationToken);
            while (_connections.Exists(static connection => connection.Acknowledged == 0))
                await PassAsync(s_pollPeriod, load, cancellationToken);
            ClusterMark start = await ClusterMark.NowAsync(clock, Acknowledged, silos, redis, cancellationToken);
            await PassAsync(options.Duration, load, cancellationToken);
            ClusterMark end = await ClusterMark.NowAsync(clock, Acknowledged, silos, redis, cancellationToken);
            await stop.CancelAsync();
            await load;
            return (start, end);
        }
        catch
        {
            await abort.CancelAsync();
            throw;
        }
    }

    /// <summary>The load ends by itself only if it fails.</summary>
    private async Task PassAsync(TimeSpan duration, Task load, CancellationToken cancellationToken)
    {
        Task pause = Task.Delay(duration, clock, cancellationToken);
        if (await Task.WhenAny(pause, load) == load)
            await load;
        await pause;
    }

    /// <summary>What every silo counts; each is asked, since each answers for all.</summary>
    private async Task<long> CountAsync(HttpClient http, IReadOnlyList<SiloProcess> silos, CancellationToken cancellationToken)
    {
        long acknowledged = Acknowledged;
        long farthest = acknowledged;
        foreach (SiloProcess silo in silos)
        {
            long counted = await CountAsync(http, silo, acknowledged, cancellationToken);
            if (Math.Abs(counted - acknowledged) > Math.Abs(farthest - acknowledged))
                farthest = counted;
        }

        return farthest;
    }

    /// <summary>The list of endpoints of a silo may learn of one a moment after another silo took its first events.</summary>
    private async Task<long> CountAsync(HttpClient http, SiloProcess silo, long acknowledged, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        while (true)
        {
            long counted = await SiloQueries.CountEventsAsync(http, silo.Address, cancellationToken);
            if (counted == acknowledged || clock.GetElapsedTime(started) > s_patience)
                return counted;
            await Task.Delay(s_pollPeriod, clock, cancellationToken);
        }
    }
}
