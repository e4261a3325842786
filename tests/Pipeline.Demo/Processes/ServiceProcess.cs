using System.Diagnostics;
using System.Text.RegularExpressions;
using Pipeline.Cli.Bench;

namespace Pipeline.Demo.Processes;

/// <summary>A service of ours in a process of its own, on a free port of this machine.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(20);

    private readonly ProgramProcess _program;

    private ServiceProcess(ProgramProcess program) => _program = program;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Whether it has ended, which none should before the demo does.</summary>
    public bool HasExited => _program.Process.HasExited;

    /// <summary>Its last lines, for when it failed.</summary>
    public string LastLines => _program.LastLines;

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
        ProcessStartInfo start = ProgramProcess.Describe(path, arguments);
        start.RedirectStandardInput = true;
        start.WorkingDirectory = Path.GetDirectoryName(path);

        // The demo's own environment must not reconfigure what it shows.
        foreach (string inherited in start.Environment.Keys.Where(static key => key.StartsWith("Pipeline__", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(inherited);
        ProgramProcess.Configure(start, settings);
        ServiceProcess service = new(ProgramProcess.Start(name, start, AddressPattern(), static message => new DemoException(message)));
        try
        {
            service.Address = new Uri(await service._program.AwaitReadyAsync(cancellationToken).WaitAsync(StartMax, cancellationToken));
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
        if (!HasExited && ProcessSignals.TryTerminate(_program.Process.Id))
        {
            using CancellationTokenSource patience = new(StopMax);
            await _program.Process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _program.DisposeAsync();
    }

    [GeneratedRegex(@"(?:Pipeline is up|Now listening).*(http://127\.0\.0\.1:\d+)")]
    private static partial Regex AddressPattern();
}
