using System.ComponentModel;
using System.Diagnostics;

namespace Pipeline.Testing;

/// <summary>A Redis server of these tests, on a socket file: no port to be taken by somebody else.</summary>
public sealed class RedisServer : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Process _process;

    public RedisServer()
    {
        string socket = _directory.File("redis.sock");
        ProcessStartInfo start = new("redis-server", ["--port", "0", "--unixsocket", socket, "--save", "", "--dir", Path.GetDirectoryName(socket)!])
        {
            RedirectStandardOutput = true,
        };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException("redis-server is missing: install it (apt-get install redis-server) and put it on the PATH.");
        }

        Configuration = "!" + socket;
        while (_process.StandardOutput.ReadLine() is { } line && !line.Contains("ready to accept connections", StringComparison.OrdinalIgnoreCase))
        {
        }

        // Nobody reads on; what it says later must not fill the pipe.
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>What StackExchange.Redis connects to.</summary>
    public string Configuration { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _directory.Dispose();
    }
}
