using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Pipeline.Cli.Bench;

/// <summary>A silo started for a benchmark, on a free port and its own data directory.</summary>
internal sealed partial class SiloProcess : IAsyncDisposable
{
    private const int OutputLinesKept = 40;

    /// <summary>A silo with many endpoints that was killed replays for a while.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ReadinessInterval = TimeSpan.FromMilliseconds(25);

    private readonly Process _process;
    private readonly Queue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiloProcess(Process process) => _process = process;

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
    public string LastLines => LastOutput();

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
        ProcessStartInfo start = new(DotnetPath(), [siloPath, "up", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", dataDirectory])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string path, string value) in settings ?? [])
            start.Environment[path.Replace(":", "__", StringComparison.Ordinal)] = value;
        SiloProcess silo = new(Process.Start(start) ?? throw new BenchException("the silo did not start"));
        try
        {
            silo.Watch();
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
            throw new BenchException($"the silo did not stop within {StopTimeout.TotalSeconds} s; its last lines:\n{LastOutput()}");
        }

        // On Windows it was killed, which leaves no exit code of its own.
        if (!OperatingSystem.IsWindows() && _process.ExitCode != 0)
            throw new BenchException($"told to stop, the silo ended with exit code {_process.ExitCode}; its last lines:\n{LastOutput()}");
    }

    /// <summary>Ends it at once, with whatever it was doing: SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

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

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    /// <summary>Not any address: a silo may also name one that its configuration overrides.</summary>
    [GeneratedRegex(@"(?:listening on|is up):? (http://127\.0\.0\.1:\d+)")]
    private static partial Regex AddressPattern();

    /// <summary>The host this program runs on, or the one on the path if it has an executable of its own.</summary>
    private static string DotnetPath()
        => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    private void Watch()
    {
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) =>
            _address.TrySetException(new BenchException($"the silo ended while starting; its last lines:\n{LastOutput()}"));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (_output)
        {
            _output.Enqueue(line);
            if (_output.Count > OutputLinesKept)
                _output.Dequeue();
        }

        if (AddressPattern().Match(line) is { Success: true } match)
            _address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    private string LastOutput()
    {
        lock (_output)
            return string.Join('\n', _output);
    }

    private async Task BecomeReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        try
        {
            Address = await _address.Task.WaitAsync(timeout.Token);
            while (!await IsReadyAsync(http, timeout.Token))
                await Task.Delay(ReadinessInterval, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchException($"the silo was not ready within {StartTimeout.TotalSeconds} s; its last lines:\n{LastOutput()}");
        }
    }
}
