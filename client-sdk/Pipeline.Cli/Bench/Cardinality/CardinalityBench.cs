using System.Globalization;
using Pipeline.Cli.Bench.Queries;
using Pipeline.Cli.Bench.Wide;
using Pipeline.Cli.Transport;

namespace Pipeline.Cli.Bench.Cardinality;

/// <summary>Fills a silo with many endpoints, stops it, kills it, asks it cold, and offers it more names than it takes.</summary>
internal sealed class CardinalityBench(CardinalityOptions options, TextWriter output, TimeProvider clock)
{
    private const double BytesPerMegabyte = 1 << 20;
    private const int Connections = 4;
    private const int ColdQueries = 100;
    private const int Lists = 100;
    private const string SnapshotBytes = "pipeline_event_log_snapshot_bytes_total";
    private const string Snapshots = "pipeline_event_log_snapshots_total";
    private const string SnapshotBytesMax = "pipeline_event_log_snapshot_bytes_max";
    private const string HeapSize = "dotnet_gc_last_collection_heap_size_bytes";

    private static readonly QueryKind ListByP95 = new("list_p95", _ => "/api/v1/endpoints?sort=p95&order=desc&limit=10", "as_of");

    private readonly QueryTally _cold = new();
    private readonly QueryTally _lists = new();

    /// <summary>Runs it all, in the order of the class's summary.</summary>
    /// <exception cref="BenchException">The silo did not start, stop or answer.</exception>
    /// <exception cref="DeliveryException">A batch could not be delivered.</exception>
    public async Task<CardinalityResult> RunAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = new() { UseProxy = false, MaxConnectionsPerServer = Connections + 1 };
        using HttpClient http = new(handler) { Timeout = TimeSpan.FromMinutes(10) };
        Loaded loaded;
        double stopMs;
        await using (SiloProcess silo = await StartAsync(dataDirectory, http, cancellationToken))
        {
            loaded = await LoadAsync(silo, http, cancellationToken);
            long stopping = clock.GetTimestamp();
            await silo.StopAsync(cancellationToken);
            stopMs = clock.GetElapsedTime(stopping).TotalMilliseconds;
        }

        double diskMb = BenchFiles.SizeBytes(dataDirectory) / BytesPerMegabyte;
        WriteLine($"stopped in {stopMs:N0} ms, {diskMb:N1} MiB on disk");
        long starting = clock.GetTimestamp();
        double readyMs;
        double rssMbRestarted;
        bool isListKnown;
        long acknowledgedBeforeKill;
        await using (SiloProcess silo = await StartAsync(dataDirectory, http, cancellationToken))
        {
            readyMs = clock.GetElapsedTime(starting).TotalMilliseconds;
            rssMbRestarted = RssMb(silo);
            WriteLine($"ready after {readyMs:N0} ms, {rssMbRestarted:N1} MiB");
            isListKnown = await AskAsync(silo, http, cancellationToken);
            WideLoad more = CreateLoad(silo, http);
            await more.SendHistoryAsync(TimeSpan.FromMinutes(1), HistoryStep, cancellationToken);
            acknowledgedBeforeKill = more.Acknowledged;
            silo.Kill();
        }

        WriteLine($"killed after another {acknowledgedBeforeKill:N0} events");
        starting = clock.GetTimestamp();
        await using SiloProcess last = await StartAsync(dataDirectory, http, cancellationToken);
        double readyAfterKillMs = clock.GetElapsedTime(starting).TotalMilliseconds;
        WriteLine($"ready after {readyAfterKillMs:N0} ms");
        TemplateSource names = await OfferNamesAsync(last, http, cancellationToken);
        double rssMbAfterNames = RssMb(last);
        bool isHealthy = await IsHealthyAsync(last, http, cancellationToken);
        long acknowledged = loaded.Acknowledged + acknowledgedBeforeKill + names.Acknowledged;
        long counted = await SiloQueries.CountEventsAsync(http, last.Address, cancellationToken);
        WriteLine($"{acknowledged:N0} events acknowledged, {counted:N0} counted; {(isHealthy ? "healthy" : "not healthy")}");
        await last.StopAsync(cancellationToken);
        return new CardinalityResult
        {
            Endpoints = options.Shape.Endpoints,
            RssMbBefore = loaded.RssMbBefore,
            RssMbLoaded = loaded.RssMbLoaded,
            RssMbAfter = loaded.RssMbAfter,
            ManagedHeapMbAfter = loaded.ManagedHeapMb,
            SnapshotBytesMean = loaded.SnapshotBytesMean,
            SnapshotBytesMax = loaded.SnapshotBytesMax,
            DiskMb = diskMb,
            StopMs = stopMs,
            RestartReadyMs = readyMs,
            RssMbRestarted = rssMbRestarted,
            RestartReadyAfterKillMs = readyAfterKillMs,
            ColdQueryP50Ms = _cold.QuantileMs(0.5),
            ColdQueryP99Ms = _cold.QuantileMs(0.99),
            ListP95P50Ms = isListKnown ? _lists.QuantileMs(0.5) : null,
            ListP95P99Ms = isListKnown ? _lists.QuantileMs(0.99) : null,
            NamesOffered = options.Names,
            NamesCountedEvents = names.Acknowledged,
            NamesRefusedEvents = names.Rejected,
            Acknowledged = acknowledged,
            Counted = counted,
            RssMbAfterNames = rssMbAfterNames,
            Healthy = isHealthy && _cold.Errors == 0 && _lists.Errors == 0,
        };
    }

    private static TimeSpan HistoryStep => TimeSpan.FromSeconds(10);

    private static double RssMb(SiloProcess silo) => silo.MemoryBytes / BytesPerMegabyte;

    private Task<SiloProcess> StartAsync(string dataDirectory, HttpClient http, CancellationToken cancellationToken) =>
        SiloProcess.StartAsync(options.SiloPath, dataDirectory, http, cancellationToken);

    private WideLoad CreateLoad(SiloProcess silo, HttpClient http) =>
        new(new WideEvents(options.Seed, options.Shape), Connections, new BatchTransmitter(http, silo.Address, new RetryPolicy(), clock), clock);

    private async Task<Loaded> LoadAsync(SiloProcess silo, HttpClient http, CancellationToken cancellationToken)
    {
        WideShape shape = options.Shape;
        double rssMbBefore = RssMb(silo);
        WriteLine($"silo {silo.Address.Authority}, process {silo.Id}, {rssMbBefore:N1} MiB; {shape.Endpoints:N0} endpoints x {shape.Segments} segments x {shape.Operations} operations over {options.Minutes} min");
        long started = clock.GetTimestamp();
        WideLoad load = CreateLoad(silo, http);
        await load.SendHistoryAsync(TimeSpan.FromMinutes(options.Minutes), HistoryStep, cancellationToken);
        double rssMbLoaded = RssMb(silo);
        WriteLine($"{load.Acknowledged:N0} events in {clock.GetElapsedTime(started).TotalSeconds:0.0} s, {load.Rejected:N0} refused, {rssMbLoaded:N1} MiB; now {options.Settle.TotalSeconds:0} s of silence");
        await Task.Delay(options.Settle, clock, cancellationToken);
        double rssMbAfter = RssMb(silo);
        IReadOnlyDictionary<string, double> metrics = await SiloQueries.ReadMetricsAsync(http, silo.Address, cancellationToken);
        double? Metric(string name, double unit = 1) => metrics.TryGetValue(name, out double value) ? value / unit : null;
        double? snapshots = Metric(Snapshots);
        double? meanBytes = snapshots > 0 ? Metric(SnapshotBytes) / snapshots : null;
        WriteLine($"{rssMbAfter:N1} MiB, {Metric(HeapSize, BytesPerMegabyte):N1} MiB of it live or free in the managed heap; {snapshots:N0} snapshots of {meanBytes:N0} bytes in the mean");
        return new Loaded(load.Acknowledged, rssMbBefore, rssMbLoaded, rssMbAfter, Metric(HeapSize, BytesPerMegabyte), meanBytes, Metric(SnapshotBytesMax));
    }

    /// <summary>Endpoints that nobody asked for since the start, each once; then lists. False if the silo cannot sort.</summary>
    private async Task<bool> AskAsync(SiloProcess silo, HttpClient http, CancellationToken cancellationToken)
    {
        QueryAsker asker = new(http, silo.Address, clock);
        int queries = Math.Min(ColdQueries, options.Shape.Endpoints);

        // The last endpoint warms up the code of the answer, not the endpoints that are measured.
        await asker.AskAsync(PathOf(options.Shape.Endpoints - 1), new QueryTally());
        for (int query = 0; query < queries; query++)
            await asker.AskAsync(PathOf((int)((long)options.Shape.Endpoints * query / queries)), _cold);
        WriteLine($"cold endpoints: p50 {_cold.QuantileMs(0.5):0.00} ms, p99 {_cold.QuantileMs(0.99):0.00} ms, {_cold.Errors} errors");
        if (!await asker.IsKnownAsync(ListByP95, cancellationToken))
        {
            WriteLine($"lists sorted by p95: the silo does not know them");
            return false;
        }

        for (int list = 0; list < Lists; list++)
            await asker.AskAsync(ListByP95.Path(list), _lists);
        WriteLine($"lists sorted by p95: p50 {_lists.QuantileMs(0.5):0.00} ms, p99 {_lists.QuantileMs(0.99):0.00} ms, {_lists.Errors} errors");
        return true;
    }

    private async Task<TemplateSource> OfferNamesAsync(SiloProcess silo, HttpClient http, CancellationToken cancellationToken)
    {
        TemplateSource source = new(new BatchTransmitter(http, silo.Address, new RetryPolicy(), clock), clock);
        long started = clock.GetTimestamp();
        await new OfferedNames(source, clock).SendAsync(options.Names, cancellationToken);
        WriteLine($"{options.Names:N0} further names in {clock.GetElapsedTime(started).TotalSeconds:0.0} s: {source.Acknowledged:N0} events counted, {source.Rejected:N0} refused; {RssMb(silo):N1} MiB");
        return source;
    }

    private static async Task<bool> IsHealthyAsync(SiloProcess silo, HttpClient http, CancellationToken cancellationToken)
    {
        foreach (string path in (string[])["/healthz", "/readyz", PathOf(0)])
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(silo.Address, path), cancellationToken);
            if (!response.IsSuccessStatusCode)
                return false;
        }

        return true;
    }

    private static string PathOf(int endpoint) => $"/api/v1/endpoints?name={Uri.EscapeDataString(WideEvents.EndpointName(endpoint))}&window=5m";

    private void WriteLine(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>What was read while the first silo ran.</summary>
    private sealed record Loaded(
        long Acknowledged,
        double RssMbBefore,
        double RssMbLoaded,
        double RssMbAfter,
        double? ManagedHeapMb,
        double? SnapshotBytesMean,
        double? SnapshotBytesMax);
}
