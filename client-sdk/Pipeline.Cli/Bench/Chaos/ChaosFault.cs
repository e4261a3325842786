using Pipeline.Cli.Bench.Cluster;

namespace Pipeline.Cli.Bench.Chaos;

/// <summary>Something bad that happens to a cluster under load.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="InflictAsync">Does it and undoes it; given the cluster, the options and the number of the repetition, from 0.</param>
internal sealed record ChaosFault(string Name, Func<ClusterProcesses, ChaosOptions, int, CancellationToken, Task> InflictAsync)
{
    /// <summary>How long a silo that stood still may take to learn that the others have gone on without it.</summary>
    private static readonly TimeSpan s_reunion = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_pollPeriod = TimeSpan.FromMilliseconds(100);

    public static IReadOnlyList<ChaosFault> All { get; } =
    [
        new("silo-kill", KillSiloAsync),
        new("silo-pause", PauseSiloAsync),
        new("redis-kill", KillRedisAsync),
        new("redis-pause", PauseRedisAsync),
        new("rolling-restart", RestartAllAsync),
        new("silo-add", AddSiloAsync),
    ];

    /// <summary>SIGKILL; another silo starts in its place once the others have had to do without.</summary>
    private static async Task KillSiloAsync(ClusterProcesses cluster, ChaosOptions options, int repetition, CancellationToken cancellationToken)
    {
        int place = repetition % cluster.Silos.Count;
        cluster.Silos[place].Kill();
        await Task.Delay(options.SiloAway, cancellationToken);
        await cluster.StartAgainAsync(place, cancellationToken);
    }

    /// <summary>SIGSTOP until the others have declared it dead; then it goes on with all that it had in hand.</summary>
    private static async Task PauseSiloAsync(ClusterProcesses cluster, ChaosOptions options, int repetition, CancellationToken cancellationToken)
    {
        SiloProcess silo = cluster.Silos[repetition % cluster.Silos.Count];
        silo.Pause();
        await Task.Delay(options.SiloAway, cancellationToken);
        silo.Continue();

        // Told that it is dead it ends, and is started again when the cluster is to be ready.
        using CancellationTokenSource reunion = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        reunion.CancelAfter(s_reunion);
        while (!silo.HasExited && !reunion.IsCancellationRequested)
            await Task.Delay(s_pollPeriod, cancellationToken);
        await cluster.BecomeReadyAsync(cancellationToken);
    }

    /// <summary>SIGKILL, and a start over the same data.</summary>
    private static async Task KillRedisAsync(ClusterProcesses cluster, ChaosOptions options, int repetition, CancellationToken cancellationToken)
    {
        cluster.Redis.Kill();
        await Task.Delay(options.RedisAway, cancellationToken);
        await cluster.Redis.StartAgainAsync(cancellationToken);
    }

    /// <summary>SIGSTOP: connections stay, nothing is answered; what was sent meanwhile is carried out afterwards.</summary>
    private static async Task PauseRedisAsync(ClusterProcesses cluster, ChaosOptions options, int repetition, CancellationToken cancellationToken)
    {
        cluster.Redis.Pause();
        await Task.Delay(options.RedisAway, cancellationToken);
        cluster.Redis.Continue();
    }

    /// <summary>SIGTERM to each in turn; the new one starts before the old one stops in every other repetition, after it in the rest.</summary>
    private static async Task RestartAllAsync(ClusterProcesses cluster, ChaosOptions options, int repetition, CancellationToken cancellationToken)
    {
        int count = cluster.Silos.Count;
        for (int number = 0; number < count; number++)
        {
            if (repetition % 2 == 0)
            {
                await cluster.AddAsync(cancellationToken);
                await cluster.RemoveAsync(0, cancellationToken);
            }
            else
            {
                await cluster.Silos[number].StopAsync(cancellationToken);
                await cluster.StartAgainAsync(number, cancellationToken);
            }
        }
    }

    /// <summary>One more, and after a while one less.</summary>
    private static async Task AddSiloAsync(ClusterProcesses cluster, ChaosOptions options, int repetition, CancellationToken cancellationToken)
    {
        await cluster.AddAsync(cancellationToken);
        await Task.Delay(options.Around, cancellationToken);
        await cluster.RemoveAsync(repetition % cluster.Silos.Count, cancellationToken);
    }
}
