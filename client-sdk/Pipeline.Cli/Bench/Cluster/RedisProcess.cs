using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>A Redis server started for a benchmark, on a free port and its own folder, which has every acknowledged write on disk.</summary>
/// <remarks>It is the only one on its port and in its folder, so it can be killed, and come back under the same address with the same data.</remarks>
internal sealed partial class RedisProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromMinutes(5);

    private readonly string _directory;
    private ProgramProcess _program = null!;

    private RedisProcess(string directory) => _directory = directory;

    public int Port { get; } = FreePort.Take();

    /// <summary>What StackExchange.Redis connects to.</summary>
    public string Configuration => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    private Process Process => _program.Process;

    /// <summary>CPU time of all its threads since it was last started, user and system.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            Process.Refresh();
            return Process.TotalProcessorTime;
        }
    }

    /// <summary>Most memory it had resident since it was last started, bytes.</summary>
    public long PeakMemoryBytes
    {
        get
        {
            Process.Refresh();
            return Process.PeakWorkingSet64;
        }
    }

    /// <param name="directory">Its own folder; made when missing.</param>
    /// <param name="cancellationToken">Gives up; the process is ended.</param>
    /// <exception cref="BenchException">There is no redis-server, or it ended.</exception>
    public static async Task<RedisProcess> StartAsync(string directory, CancellationToken cancellationToken)
    {
        RedisProcess redis = new(Directory.CreateDirectory(directory).FullName);
        await redis.StartAsync(cancellationToken);
        return redis;
    }

    /// <summary>What <c>INFO</c> says.</summary>
    public Task<RedisInfo> ReadInfoAsync(CancellationToken cancellationToken) => RedisInfo.ReadAsync(Port, cancellationToken);

    /// <summary>Ends it at once, with whatever it was doing: SIGKILL.</summary>
    public void Kill()
    {
        Process.Kill(entireProcessTree: true);
        Process.WaitForExit();
    }

    /// <summary>Starts it over the data that it left, and waits until it has read it all.</summary>
    /// <exception cref="BenchException">It ended.</exception>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        await _program.DisposeAsync();
        await StartAsync(cancellationToken);
    }

    /// <summary>Lets it stand still until <see cref="Continue"/>: SIGSTOP. Connections stay open, and nobody answers.</summary>
    public void Pause() => ProcessSignals.Pause(Process.Id);

    /// <summary>Lets it go on: SIGCONT.</summary>
    public void Continue() => ProcessSignals.Continue(Process.Id);

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = new(
            "redis-server",
            ["--bind", "127.0.0.1", "--port", port, "--dir", _directory, "--appendonly", "yes", "--appendfsync", "always", "--save", ""]);
        try
        {
            _program = ProgramProcess.Start("redis-server", start, ReadyPattern(), static message => new BenchException(message));
        }
        catch (Win32Exception)
        {
            throw new BenchException("redis-server is missing: install it (apt-get install redis-server) and put it on the PATH");
        }

        try
        {
            await _program.AwaitReadyAsync(cancellationToken).WaitAsync(s_startTimeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            await DisposeAsync();
            throw new BenchException($"redis-server was not ready within {s_startTimeout.TotalSeconds} s; its last lines:\n{_program.LastLines}");
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    [GeneratedRegex("(?i)(ready to accept connections)")]
    private static partial Regex ReadyPattern();
}
