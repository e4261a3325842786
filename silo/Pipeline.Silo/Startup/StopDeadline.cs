using Microsoft.Extensions.Options;

namespace Pipeline.Silo.Startup;

/// <summary>Bounds a stop: whoever has asked for it kills the process sooner or later, and nothing says then what it was about.</summary>
/// <remarks>
/// The host has a bound of its own, but not all heed it: Orleans tells the table of members that it leaves, and tries for minutes while Redis is away. What was
/// acknowledged is in the log by then; snapshots that are missing cost replay.
/// </remarks>
internal static class StopDeadline
{
    /// <summary>The exit code of a stop that was cut short.</summary>
    private const int ExitCode = 1;

    /// <summary>How much longer than the host's own bound it may take.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);

    public static void Watch(WebApplication app)
    {
        TimeSpan limit = app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout + s_grace;
        app.Lifetime.ApplicationStopping.Register(() => new Thread(() => Wait(limit)) { IsBackground = true }.Start());
    }

    /// <summary>A thread of its own, in the background: a pool without threads must not hold it up, and it holds up no stop that ends by itself.</summary>
    private static void Wait(TimeSpan limit)
    {
        Thread.Sleep(limit);
        Console.Error.WriteLine($"pipeline: the stop took longer than {limit.TotalSeconds:0} s and is cut short; what was acknowledged is in the event log.");
        ProcessEnd.Exit(ExitCode);
    }
}
