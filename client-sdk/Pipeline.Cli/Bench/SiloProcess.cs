using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Pipeline.Cli.Bench;

/// <summary>A silo started for a benchmark, on a free port and its own data directory.</summary>
internal sealed partial class SiloProcess : IAsyncDisposable
{
    /// <summary>A silo with many endpoints that was killed replays for a while.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ReadinessInterval = TimeSpan.FromMilliseconds(25);

    private readonly ProgramProcess _program;
    private readonly Process _process;

    private SiloProcess(ProgramProcess program)
    {
        _program = program;
        _process = program.Process;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>CPU time of all its threads so far, user and system.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Most memory it had resident so far, bytes.</summary>
    public long PeakMemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Memory it has resident now, bytes.</summary>
    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Whether it has ended, by itself or otherwise.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The last lines it printed.</summary>
    public string LastLines => _program.LastLines;

    /// <summary>Starts a silo and waits until it answers.</summary>
    /// <param name="siloPath">Path of <c>Pipeline.Silo.dll</c>.</param>
    /// <param name="dataDirectory">Its own folder: empty, absent, or of a silo before it.</param>
    /// <param name="http">Asks whether it is ready.</param>
    /// <param name="cancellationToken">Gives up; the process is ended.</param>
    /// <param name="port">Where it listens; 0 takes a free port.</param>
    /// <param name="settings">Settings by their path, such as <c>Pipeline:Alerts:ResolveAfter</c>; null for those as shipped.</param>
    /// <exception cref="BenchException">It ended, or did not answer in time.</exception>
    public static async Task<SiloProcess> StartAsync(
        string siloPath,
        string dataDirectory,
        HttpClient http,
        CancellationToken cancellationToken,
        int port = 0,
        IReadOnlyList<(string Path, string Value)>? settings = null)
    {
        string[] arguments = ["up", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", dataDirectory];
        ProcessStartInfo start = ProgramProcess.Describe(siloPath, arguments);
        ProgramProcess.Configure(start, settings ?? []);
        SiloProcess silo = new(ProgramProcess.Start("the silo", start, AddressPattern(), static message => new BenchException(message)));
        try
        {
            await silo.BecomeReadyAsync(http, cancellationToken);
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the silo to stop, as a service manager would, and waits until it has.</summary>
    /// <exception cref="BenchException">It did not stop in time, or its exit code tells of a failure.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            _process.Kill();
        else
            ProcessSignals.Terminate(_process.Id);
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StopTimeout);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchException($"the silo did not stop within {StopTimeout.TotalSeconds} s; its last lines:\n{LastLines}");
        }

        // On Windows it was killed, which leaves no exit code of its own.
        if (!OperatingSystem.IsWindows() && _process.ExitCode != 0)
            throw new BenchException($"told to stop, the silo ended with exit code {_process.ExitCode}; its last lines:\n{LastLines}");
    }

    /// <summary>Ends it at once, with whatever it was doing: SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    /// <summary>Lets none of its threads run until <see cref="Continue"/>: SIGSTOP.</summary>
    public void Pause() => ProcessSignals.Pause(_process.Id);

    /// <summary>Lets it go on where it stood: SIGCONT.</summary>
    public void Continue() => ProcessSignals.Continue(_process.Id);

    /// <summary>Whether it says that it is ready; false too where it does not answer within the client's time limit.</summary>
    public async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(Address, "/readyz"), cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Not any address: a silo may also name one that its configuration overrides.</summary>
    [GeneratedRegex(@"(?:listening on|is up):? (http://127\.0\.0\.1:\d+)")]
    private static partial Regex AddressPattern();

    private async Task BecomeReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        try
        {
            Address = new Uri(await _program.AwaitReadyAsync(timeout.Token));
            while (!await IsReadyAsync(http, timeout.Token))
                await Task.Delay(ReadinessInterval, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchException($"the silo was not ready within {StartTimeout.TotalSeconds} s; its last lines:\n{LastLines}");
        }
    }
}
