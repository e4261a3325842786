using Pipeline.Client.Capture.Activities;
using Pipeline.Client.Capture.EntityFramework;
using Pipeline.Client.Capture.Http;
using Pipeline.Client.Capture.Naming;
using Pipeline.Client.Capture.Sqlite;

namespace Pipeline.Client.Capture;

/// <summary>Turns what libraries tell of themselves into operations of <see cref="Call.Current"/>: counts, times, errors, queries.</summary>
/// <remarks>
/// <para>
/// There is one capture in a process, since the current call is one as well, whichever client it belongs to. Starting it again shares it,
/// with the options of the first; it ends when everybody who started it has disposed it. Thread-safe.
/// </para>
/// <para>
/// An operation belongs to the call that was current when it began. Without a current call nothing is recorded, no activity is created and
/// nothing is allocated. Nothing that happens here reaches the program: what goes wrong is counted in <see cref="FaultCount"/>.
/// </para>
/// </remarks>
public static class OperationCapture
{
    private static readonly object s_gate = new();
    private static long s_faultCount;
    private static List<IDisposable>? s_running;
    private static int s_users;

    /// <summary>Operations that were lost because capturing them failed, since the process began.</summary>
    public static long FaultCount => Interlocked.Read(ref s_faultCount);

    /// <summary>Begins to capture; disposing the result ends it.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message says everything that is.</exception>
    public static IDisposable Start(CaptureOptions? options = null)
    {
        options ??= new CaptureOptions();
        string problems = string.Join(' ', options.Problems());
        if (problems.Length > 0)
            throw new ArgumentException(problems, nameof(options));
        lock (s_gate)
        {
            s_running ??= StartAll(options);
            s_users++;
        }

        return new Use();
    }

    /// <summary>Counts what a capture ran into. An exceeded limit is no fault: the client has reported it, and only the throwing has no place here.</summary>
    internal static void Count(Exception fault)
    {
        if (fault is not LimitExceededException)
            Interlocked.Increment(ref s_faultCount);
    }

    private static List<IDisposable> StartAll(CaptureOptions options)
    {
        NameTable names = new(options.NamesMax);
        List<IDisposable> captures = [];
        HashSet<string> sources = new(options.ActivitySources, StringComparer.Ordinal);
        SqliteCapture? sqlite = options.Sqlite ? new SqliteCapture(names) : null;
        if (sqlite is not null)
            captures.Add(sqlite);
        if (options.Http)
            captures.Add(new HttpCapture(names));
        if (sources.Count > 0)
            captures.Add(new ActivityCapture(sources, names));
        if (options.EntityFramework)
            captures.Add(new EntityFrameworkCapture(names, driver => sources.Contains(driver) || sqlite?.Covers(driver) == true));
        return captures;
    }

    private static void Stop()
    {
        lock (s_gate)
        {
            if (--s_users > 0)
                return;
            foreach (IDisposable capture in s_running ?? [])
                capture.Dispose();
            s_running = null;
        }
    }

    private sealed class Use : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                Stop();
        }
    }
}
