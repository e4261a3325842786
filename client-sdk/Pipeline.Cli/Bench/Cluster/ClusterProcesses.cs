using System.Globalization;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>Silos in processes of their own that share one Redis, each at an address that outlives it.</summary>
/// <remarks>One caller at a time, but for <see cref="Addresses"/> and <see cref="Silos"/>, which may be read at any time.</remarks>
internal sealed class ClusterProcesses : IAsyncDisposable
{
    /// <summary>A file of the Orleans edition only, beside the silo's own.</summary>
    private const string OrleansFile = "Orleans.Runtime.dll";

    /// <summary>Whoever joins a cluster sends more than that to its Redis.</summary>
    private const int MembershipBytesMin = 500;

    private static readonly TimeSpan s_pollPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly string _siloPath;
    private readonly string _directory;
    private readonly HttpClient _http;
    private readonly List<(string Path, string Value)> _settings;
    private readonly Dictionary<SiloProcess, int> _siloPorts = [];
    private volatile SiloProcess[] _silos = [];

    private ClusterProcesses(string siloPath, string directory, HttpClient http, RedisProcess redis, IEnumerable<(string Path, string Value)> settings)
    {
        _siloPath = siloPath;
        _directory = directory;
        _http = http;
        Redis = redis;
        _settings = [("Pipeline:Redis:Configuration", redis.Configuration), .. settings];
    }

    public RedisProcess Redis { get; }

    /// <summary>One a place; a killed one stays until another takes its place.</summary>
    public IReadOnlyList<SiloProcess> Silos => _silos;

    /// <summary>Where they listen, also those that are gone for now: clients know no better.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _silos.Select(static silo => silo.Address)];

    /// <summary>Whether a silo can be part of a cluster; only those of the Orleans edition can.</summary>
    public static bool IsPossible(string siloPath) => File.Exists(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(siloPath))!, OrleansFile));

    /// <summary>Starts a Redis, then the silos one after the other, each ready before the next.</summary>
    /// <param name="siloPath">Path of <c>Pipeline.Silo.dll</c>.</param>
    /// <param name="siloCount">At least one.</param>
    /// <param name="directory">Redis keeps its data below it.</param>
    /// <param name="http">Asks whether they are ready; its time limit is that of one question.</param>
    /// <param name="cancellationToken">Gives up; all are ended.</param>
    /// <param name="settings">Of each silo.</param>
    public static async Task<ClusterProcesses> StartAsync(
        string siloPath, int siloCount, string directory, HttpClient http, CancellationToken cancellationToken, params IEnumerable<(string Path, string Value)> settings)
    {
        RedisProcess redis = await RedisProcess.StartAsync(Path.Combine(directory, "redis"), cancellationToken);
        ClusterProcesses cluster = new(siloPath, directory, http, redis, settings);
        try
        {
            for (int index = 0; index < siloCount; index++)
                await cluster.AddAsync(cancellationToken);

            // A silo that knows nothing of Redis would keep everything to itself, and the run would be about something else.
            if ((await redis.ReadInfoAsync(cancellationToken)).NetworkInBytes < MembershipBytesMin)
                throw new BenchException($"the silo does not use Redis; its last lines:\n{cluster.Silos[0].LastLines}");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Another silo, ready.</summary>
    public async Task<SiloProcess> AddAsync(CancellationToken cancellationToken)
    {
        SiloProcess silo = await StartSiloAsync(port: 0, cancellationToken);
        _silos = [.. _silos, silo];
        return silo;
    }

    /// <summary>Stops the silo of a place in good order, and gives the place up.</summary>
    public async Task RemoveAsync(int place, CancellationToken cancellationToken)
    {
        SiloProcess silo = _silos[place];
        _silos = [.. _silos.Where(other => other != silo)];
        await silo.StopAsync(cancellationToken);
        await silo.DisposeAsync();
    }

    /// <summary>Starts a silo in the place of one that has ended, at the same address.</summary>
    public async Task StartAgainAsync(int place, CancellationToken cancellationToken)
    {
        SiloProcess ended = _silos[place];
        SiloProcess silo = await StartSiloAsync(ended.Address.Port, cancellationToken);
        SiloProcess[] silos = [.. _silos];
        silos[place] = silo;
        _silos = silos;
        await ended.DisposeAsync();
    }

    /// <summary>Waits until every silo is ready; one that has ended is started again first, as a service manager would.</summary>
    /// <exception cref="BenchException">They are not within minutes.</exception>
    public async Task BecomeReadyAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(s_patience);
        try
        {
            for (int place = 0; place < _silos.Length; place++)
            {
                while (_silos[place].HasExited || !await _silos[place].IsReadyAsync(_http, deadline.Token))
                {
                    if (_silos[place].HasExited)
                        await StartAgainAsync(place, deadline.Token);
                    await Task.Delay(s_pollPeriod, deadline.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchException(string.Create(
                CultureInfo.InvariantCulture,
                $"not every silo was ready within {s_patience.TotalSeconds} s; last lines:\n{string.Join("\n---\n", _silos.Select(static silo => silo.LastLines))}"));
        }
    }

    /// <summary>The place of the silo in which a grain is active, as the grain directory in Redis has it; null if it has none, or one that is gone.</summary>
    /// <param name="grain">Its type in lower case, a slash, and its key, with <c>*</c> for any characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<int?> PlaceOfAsync(string grain, CancellationToken cancellationToken)
    {
        foreach (string key in await RedisConversation.AskAsync(Redis.Port, cancellationToken, "KEYS", $"*/directory/{grain}"))
        {
            string address = string.Concat(await RedisConversation.AskAsync(Redis.Port, cancellationToken, "GET", key));
            for (int place = 0; place < _silos.Length; place++)
            {
                if (address.Contains(string.Create(CultureInfo.InvariantCulture, $":{_siloPorts[_silos[place]]}"), StringComparison.Ordinal))
                    return place;
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SiloProcess silo in _silos)
            await silo.DisposeAsync();
        await Redis.DisposeAsync();
    }

    /// <summary>With Redis the data folder is not used, so all may name the same.</summary>
    private async Task<SiloProcess> StartSiloAsync(int port, CancellationToken cancellationToken)
    {
        int siloPort = FreePort.Take();
        SiloProcess silo = await SiloProcess.StartAsync(
            _siloPath,
            Path.Combine(_directory, "silo"),
            _http,
            cancellationToken,
            port,
            [.. _settings, ("Pipeline:Cluster:SiloPort", siloPort.ToString(CultureInfo.InvariantCulture))]);
        _siloPorts[silo] = siloPort;
        return silo;
    }
}
