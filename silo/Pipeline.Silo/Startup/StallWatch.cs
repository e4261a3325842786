namespace Pipeline.Silo.Startup;

/// <summary>Notices that this process stood still for so long that the cluster may have gone on without it, and makes it look before it answers again.</summary>
/// <remarks>
/// A silo that was paused and voted out meanwhile (SIGSTOP, a frozen machine) still holds grains that the others have long begun anew. They can write
/// nothing, since appends are fenced, but would answer questions with what was true before the pause. So a heart beats twice a second; when it has not for
/// longer than a pause may last without a vote, the silo is not ready until it has read the table of members: if it is dead there, it ends.
/// </remarks>
/// <param name="refresh">Reads the table of members.</param>
/// <param name="clock">Goes on while the process stands still.</param>
/// <param name="logger">For the operator.</param>
internal sealed partial class StallWatch(Func<CancellationToken, Task> refresh, TimeProvider clock, ILogger<StallWatch> logger) : BackgroundService
{
    /// <summary>No silo is voted out sooner: three probes of 3 s are missed before.</summary>
    public static readonly TimeSpan HarmlessMax = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger = logger;
    private long _lastBeat = clock.GetTimestamp();

    /// <summary>Whether it is not known if the cluster still counts on this silo. True from the first instant after a long pause, not only from the next beat on.</summary>
    public bool IsInDoubt => clock.GetElapsedTime(Volatile.Read(ref _lastBeat)) > HarmlessMax;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _lastBeat, clock.GetTimestamp());
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(s_beat, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!IsInDoubt || await TryRefreshAsync(stoppingToken))
                Volatile.Write(ref _lastBeat, clock.GetTimestamp());
        }
    }

    private async Task<bool> TryRefreshAsync(CancellationToken stoppingToken)
    {
        LogStalled(clock.GetElapsedTime(Volatile.Read(ref _lastBeat)).TotalSeconds);
        try
        {
            await refresh(stoppingToken);
            return true;
        }
        catch (Exception exception)
        {
            LogNotRefreshed(exception);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The process stood still for {Seconds:F1} s: the members are read before anything is answered.")]
    private partial void LogStalled(double seconds);

    [LoggerMessage(2, LogLevel.Warning, "The members cannot be read; it is tried again, and nothing answered until then.")]
    private partial void LogNotRefreshed(Exception exception);
}
