using System.Diagnostics;
using Pipeline.Client;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Queries;

namespace Pipeline.Cli.Bench.Outage;

/// <summary>Records calls while a silo is killed and comes back, and holds what the silo has in the end against what was recorded.</summary>
/// <param name="options">Rate and times.</param>
/// <param name="spoolDirectory">Folder of the client's spool; null for a run without one.</param>
/// <param name="output">Told what happens.</param>
internal sealed class OutageRun(OutageOptions options, string? spoolDirectory, TextWriter output)
{
    private static readonly string[] s_endpoints = [.. Enumerable.Range(0, 20).Select(number => $"/endpoint/{number}")];
    private static readonly string[] s_segments = ["premium", "free"];
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(10);

    private long _recorded;
    private long _backlogSizeMax;
    private long _spoolSizeMax;
    private long _memoryMax;

    /// <summary>Runs against a silo with its own data folder.</summary>
    public async Task<OutageFigures> RunAsync(string dataDirectory, HttpClient http, CancellationToken cancellationToken)
    {
        // The silo comes back under the address that the client knows.
        SiloProcess silo = await SiloProcess.StartAsync(options.SiloPath, dataDirectory, http, cancellationToken);
        try
        {
            Uri address = silo.Address;
            await using PipelineClient client = new(ClientOptions(address));
            await RecordAsync(client, options.Around, cancellationToken);
            await output.WriteLineAsync("killing the silo");
            silo.Kill();
            await silo.DisposeAsync();
            await RecordAsync(client, options.Down, cancellationToken);
            Task<SiloProcess> starting = SiloProcess.StartAsync(options.SiloPath, dataDirectory, http, cancellationToken, address.Port);
            await RecordAsync(client, options.Around, cancellationToken);
            silo = await starting;
            await output.WriteLineAsync("the silo is back; delivering the rest");
            long started = Stopwatch.GetTimestamp();
            bool flushed = await client.FlushAsync(cancellationToken);
            TimeSpan catchUp = Stopwatch.GetElapsedTime(started);

            // Drops are told with the batch that follows them.
            flushed &= await client.FlushAsync(cancellationToken);
            return await CompareAsync(client, address, flushed, catchUp, cancellationToken);
        }
        finally
        {
            await silo.DisposeAsync();
        }
    }

    private PipelineClientOptions ClientOptions(Uri address)
    {
        PipelineClientOptions client = new();
        client.Delivery.Endpoints.Add(address);
        client.Delivery.BackoffMax = TimeSpan.FromSeconds(2);
        client.Delivery.BacklogSizeBytesMax = options.BacklogSizeBytesMax;
        client.Delivery.SpoolDirectory = spoolDirectory;
        client.Sampling.DetailsPerSecondMax = 1_000_000;
        client.Guard.OverheadMax = 1;
        return client;
    }

    private async Task RecordAsync(PipelineClient client, TimeSpan duration, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        long before = _recorded;
        while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < duration)
        {
            long due = before + (long)(elapsed.TotalSeconds * options.CallsPerSecond);
            for (; _recorded < due; _recorded++)
                Record(client, _recorded);
            Watch(client);
            await Task.Delay(s_slice, cancellationToken);
        }
    }

    private static void Record(PipelineClient client, long number) => client.Record(new CallRecord
    {
        Endpoint = s_endpoints[number % s_endpoints.Length],
        Segment = s_segments[number / s_endpoints.Length % s_segments.Length],
        DurationNs = 1_000_000 + (number % 1_000 * 10_000),
        Failed = number % 100 == 0,
        Operations = [new OperationUsage("json.dumps", OperationKind.Function, 3_000), new OperationUsage("redis", OperationKind.Dependency, 1_000, 500_000)],
    });

    private void Watch(PipelineClient client)
    {
        Client.Delivery.DeliveryStatistics delivery = client.Statistics.Delivery;
        _backlogSizeMax = Math.Max(_backlogSizeMax, delivery.BacklogSizeBytes);
        _spoolSizeMax = Math.Max(_spoolSizeMax, delivery.SpoolSizeBytes);
        _memoryMax = Math.Max(_memoryMax, GC.GetTotalMemory(forceFullCollection: false));
    }

    private async Task<OutageFigures> CompareAsync(
        PipelineClient client, Uri address, bool flushed, TimeSpan catchUp, CancellationToken cancellationToken)
    {
        using PipelineQueryClient queries = new(address);
        double counted = 0;
        long events = 0;
        long dropped = 0;
        long droppedCalls = 0;
        int endpointsWithDrops = 0;
        foreach (string endpoint in s_endpoints)
        {
            EndpointReport report = await queries.GetEndpointAsync(endpoint, TimeRange.All, cancellationToken);
            counted += report.Count;
            events += report.Events;
            dropped += report.Dropped.Sum(cause => cause.Events);
            droppedCalls += report.Dropped.Sum(cause => cause.Calls);
            endpointsWithDrops += report.Dropped.Count > 0 ? 1 : 0;
        }

        ClientStatistics statistics = client.Statistics;
        return new OutageFigures
        {
            Recorded = _recorded,
            Counted = (long)Math.Round(counted),
            Details = statistics.DetailCount,
            DetailsAtSilo = events,
            DetailsDropped = statistics.DroppedDetails.Values.Sum(),
            DetailsDroppedAtSilo = dropped,
            CallsDropped = statistics.DroppedCalls.Values.Sum(),
            CallsDroppedAtSilo = droppedCalls,
            BufferDrops = statistics.DroppedDetails.GetValueOrDefault(DropCause.BufferFull),
            EndpointsWithDrops = endpointsWithDrops,
            Retries = statistics.Delivery.RetryCount,
            BacklogMbMax = _backlogSizeMax / (double)(1 << 20),
            SpoolMbMax = _spoolSizeMax / (double)(1 << 20),
            ManagedMemoryMbMax = _memoryMax / (double)(1 << 20),
            CatchUpSeconds = catchUp.TotalSeconds,
            Flushed = flushed,
        };
    }
}
