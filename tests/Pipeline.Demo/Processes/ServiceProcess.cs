using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Pipeline.Demo.Processes;

/// <summary>A service of ours in a process of its own, on a free port of this machine.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private const int OutputLinesKept = 40;
    private const int SignalTerminate = 15;

    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(20);

    private readonly string _name;
    private readonly Process _process;
    private readonly Queue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(string name, Process process)
    {
        _name = name;
        _process = process;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Whether it has ended, which none should before the demo does.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Its last lines, for when it failed.</summary>
    public string LastLines
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    /// <summary>Starts a program and awaits that it says where it listens.</summary>
    /// <param name="name">For people.</param>
    /// <param name="path">Its assembly.</param>
    /// <param name="arguments">Of its command line.</param>
    /// <param name="settings">Of its configuration, by path.</param>
    /// <param name="cancellationToken">Gives up; the process is ended.</param>
    /// <exception cref="DemoException">It ended, or said nothing in time.</exception>
    public static async Task<ServiceProcess> StartAsync(
        string name, string path, IEnumerable<string> arguments, IEnumerable<(string Path, string Value)> settings, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(DotnetPath(), [path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(path),
        };

        // The demo's own environment must not reconfigure what it shows.
        foreach (string inherited in start.Environment.Keys.Where(static key => key.StartsWith("Pipeline__", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(inherited);
        foreach ((string setting, string value) in settings)
            start.Environment[setting.Replace(":", "__", StringComparison.Ordinal)] = value;
        ServiceProcess service = new(name, Process.Start(start) ?? throw new DemoException($"{name} did not start"));
        try
        {
            service.Watch();
            service.Address = await service._address.Task.WaitAsync(StartMax, cancellationToken);
            return service;
        }
        catch (TimeoutException)
        {
            await service.DisposeAsync();
            throw new DemoException($"{name} was not up within {StartMax.TotalSeconds} s; its last lines:\n{service.LastLines}");
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to stop, as a service manager would, and ends it if it does not within 20 s.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited && !OperatingSystem.IsWindows() && Signal(_process.Id, SignalTerminate) == 0)
        {
            using CancellationTokenSource patience = new(StopMax);
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int processId, int signal);

    [GeneratedRegex(@"(?:Pipeline is up|Now listening).*(http://127\.0\.0\.1:\d+)")]
    private static partial Regex AddressPattern();

    private static string DotnetPath()
        => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    private void Watch()
    {
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _address.TrySetException(new DemoException($"{_name} ended while starting; its last lines:\n{LastLines}"));
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
}
