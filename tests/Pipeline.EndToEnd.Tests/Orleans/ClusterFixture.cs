using Pipeline.Cli.Bench;
using Pipeline.Cli.Bench.Chaos;
using Pipeline.Cli.Bench.Cluster;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Orleans;

/// <summary>Three silos and a Redis in processes of their own for all tests of a class, and what was sent to them so far.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private const int SiloCount = 3;
    private const int SourceCount = 3;

    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(30);

    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _sending = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly BinaryTemplates _templates = new(new SyntheticEvents(seed: 5), endpointCount: 6, eventsPerSection: 5);
    private ClusterProcesses? _cluster;

    internal ClusterProcesses Cluster => _cluster!;

    internal ChaosLoad Load { get; } = new(TimeProvider.System);

    /// <summary>Waits a minute for an answer: what hangs shall say so.</summary>
    internal HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(1) };

    /// <summary>The silo of the same build as these tests.</summary>
    internal static string SiloPath => Path.Combine(AppContext.BaseDirectory, "Pipeline.Silo.dll");

    public async Task InitializeAsync() =>
        _cluster = await ClusterProcesses.StartAsync(SiloPath, SiloCount, _directory.Path, Http, CancellationToken.None);

    /// <summary>Does something to the cluster while sources send and repeat; then every silo must count exactly what was acknowledged.</summary>
    internal async Task<ChaosComparison> WhileSendingAsync(Func<Task> doAsync)
    {
        using CancellationTokenSource stop = new();
        using CancellationTokenSource abort = new(TimeSpan.FromMinutes(10));
        Task sending = Task.WhenAll(Enumerable.Range(0, SourceCount)
            .Select(index => new ChaosSource(index, () => Cluster.Addresses, _templates, s_period, _sending, Load, TimeProvider.System))
            .Select(source => Task.Run(() => source.RunAsync(stop.Token, abort.Token))));
        await AcknowledgedAsync(moreBatches: 30);
        await doAsync();
        await AcknowledgedAsync(moreBatches: 30);
        await stop.CancelAsync();
        await sending;
        await Cluster.BecomeReadyAsync(CancellationToken.None);
        return await ChaosComparison.MakeAsync(Cluster, Load.Ledger, Http, CancellationToken.None);
    }

    /// <summary>Awaits that so many more batches have been acknowledged.</summary>
    internal async Task AcknowledgedAsync(int moreBatches)
    {
        long target = Load.Ledger.Acknowledged + (moreBatches * _templates.EventsPerBatch);
        await Eventually(
            async () =>
            {
                await AskAnyAsync();
                return Load.Ledger.Acknowledged >= target;
            },
            $"{moreBatches} more batches acknowledged");
    }

    /// <summary>A question to each silo, whatever becomes of it: what is waited for goes on meanwhile.</summary>
    private async Task AskAnyAsync()
    {
        foreach (Uri address in Cluster.Addresses)
        {
            try
            {
                using HttpResponseMessage answer = await Http.GetAsync(new Uri(address, "/readyz"));
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                // It is the one that was killed.
            }
        }
    }

    /// <summary>Asks again and again until it is so, each time awaiting the answer; fails after five minutes.</summary>
    internal static async Task Eventually(Func<Task<bool>> isSo, string what)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(5));
        while (!await isSo())
            Assert.False(deadline.IsCancellationRequested, $"not within five minutes: {what}");
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        Http.Dispose();
        _sending.Dispose();
        _directory.Dispose();
    }
}
