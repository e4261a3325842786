using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pipeline.Testing;

/// <summary>A Redis server of these tests: on a socket file, where no port can be taken by somebody else, or on a port where one is
/// needed. Its data lives as long as the object, through kills and restarts.</summary>
public sealed class RedisServer : IDisposable
{
    private static readonly string[] s_syncedOptions = ["--appendonly", "yes", "--appendfsync", "always", "--no-appendfsync-on-rewrite", "no"];

    private readonly TemporaryDirectory _directory = new();
    private readonly RedisServerOptions _options;
    private readonly int _port;
    private Process? _process;

    public RedisServer()
        : this(new RedisServerOptions())
    {
    }

    private RedisServer(RedisServerOptions options)
    {
        _options = options;
        _port = options.UsesPort ? FindFreePort() : 0;
        Configuration = options.UsesPort ? $"127.0.0.1:{_port}" : "!" + _directory.File("redis.sock");
        Start();
    }

    /// <summary>Starts one that is not as the plain one is. No constructor: xunit takes fixtures with a single public one only.</summary>
    public static RedisServer Create(RedisServerOptions options) => new(options);

    /// <summary>What StackExchange.Redis connects to.</summary>
    public string Configuration { get; }

    /// <summary>Its process, while it runs.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Folder of its files.</summary>
    public string DataDirectory => _directory.Path;

    /// <summary>Ends it as a crash does: nothing is written any more.</summary>
    public void Kill()
    {
        if (_process is null)
            return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts it again on the same data, and waits until it answers.</summary>
    /// <param name="arguments">Options for this run only, behind those it was made with.</param>
    public void Start(params string[] arguments)
    {
        string socket = _directory.File("redis.sock");
        ProcessStartInfo start = new(_options.Path ?? "redis-server") { RedirectStandardOutput = true };
        string[] fixedOptions =
        [
            "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--unixsocket", socket, "--save", "",
            "--dir", _directory.Path,
        ];
        foreach (string argument in (string[])[.. fixedOptions, .. _options.IsSynced ? s_syncedOptions : [], .. _options.Arguments, .. arguments])
            start.ArgumentList.Add(argument);
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException("redis-server is missing: install it (apt-get install redis-server) and put it on the PATH.");
        }

        List<string> said = [];
        while (true)
        {
            string line = _process.StandardOutput.ReadLine()
                ?? throw new InvalidOperationException("redis-server ended while it started: " + string.Join('\n', said));
            said.Add(line);
            if (line.Contains("ready to accept connections", StringComparison.OrdinalIgnoreCase))
                break;
        }

        // Nobody reads on; what it says later must not fill the pipe.
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Makes it stand still with everything it holds, as a machine that swaps or a paused container does.</summary>
    public void Pause() => Signal("STOP");

    public void Resume() => Signal("CONT");

    /// <summary>Removes its files; only while it does not run.</summary>
    public void RemoveData()
    {
        foreach (string folder in Directory.GetDirectories(_directory.Path))
            Directory.Delete(folder, recursive: true);
    }

    public void Dispose()
    {
        Kill();
        _directory.Dispose();
    }

    private void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static int FindFreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
