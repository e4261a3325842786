using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>A Redis server started for a benchmark, on a free port and its own folder, which has every acknowledged write on disk.</summary>
/// <remarks>It is the only one on its port and in its folder, so it can be killed, and come back under the same address with the same data.</remarks>
internal sealed class RedisProcess : IAsyncDisposable
{
    private const int OutputLinesKept = 40;

    private static readonly TimeSpan s_startTimeout = TimeSpan.FromMinutes(5);

    private readonly string _directory;
    private readonly Queue<string> _output = new();
    private Process _process = null!;

    private RedisProcess(string directory) => _directory = directory;

    public int Port { get; } = FreePort.Take();

    /// <summary>What StackExchange.Redis connects to.</summary>
    public string Configuration => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>CPU time of all its threads since it was last started, user and system.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Most memory it had resident since it was last started, bytes.</summary>
    public long PeakMemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
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
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>Starts it over the data that it left, and waits until it has read it all.</summary>
    /// <exception cref="BenchException">It ended.</exception>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        _process.Dispose();
        await StartAsync(cancellationToken);
    }

    /// <summary>Lets it stand still until <see cref="Continue"/>: SIGSTOP. Connections stay open, and nobody answers.</summary>
    public void Pause() => ProcessSignals.Pause(_process.Id);

    /// <summary>Lets it go on: SIGCONT.</summary>
    public void Continue() => ProcessSignals.Continue(_process.Id);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = new(
            "redis-server",
            ["--bind", "127.0.0.1", "--port", port, "--dir", _directory, "--appendonly", "yes", "--appendfsync", "always", "--save", ""])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        try
        {
            _process = Process.Start(start) ?? throw new BenchException("redis-server did not start");
        }
        catch (Win32Exception)
        {
            throw new BenchException("redis-server is missing: install it (apt-get install redis-server) and put it on the PATH");
        }

        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) => Take(line.Data, ready);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => ready.TrySetException(new BenchException($"redis-server ended while starting; its last lines:\n{LastOutput()}"));
        _process.BeginOutputReadLine();
        try
        {
            await ready.Task.WaitAsync(s_startTimeout, cancellationToken);
        }
        catch (Exception exception)
        {
            await DisposeAsync();
            if (exception is TimeoutException)
                throw new BenchException($"redis-server was not ready within {s_startTimeout.TotalSeconds} s; its last lines:\n{LastOutput()}");
            throw;
        }
    }

    private void Take(string? line, TaskCompletionSource ready)
    {
        if (line is null)
            return;
        lock (_output)
        {
            _output.Enqueue(line);
            if (_output.Count > OutputLinesKept)
                _output.Dequeue();
        }

        if (line.Contains("ready to accept connections", StringComparison.OrdinalIgnoreCase))
            ready.TrySetResult();
    }

    private string LastOutput()
    {
        lock (_output)
            return string.Join('\n', _output);
    }
}
