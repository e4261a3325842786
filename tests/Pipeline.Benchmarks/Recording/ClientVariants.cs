using Pipeline.Client;
using Pipeline.Protocol.Events;

namespace Pipeline.Benchmarks.Recording;

/// <summary>What the client does with a call, from counting it to keeping all of it.</summary>
/// <remarks>Each variant has a client of its own, so that its statistics tell what became of the variant's calls.</remarks>
internal sealed class ClientVariants : IDisposable
{
    /// <summary>Below half of the default buffer: no detail is dropped and the collector is not woken in the timed part.</summary>
    private const int KeptBurst = 240;

    private const int CountedBurst = 4_000;

    private readonly List<PipelineClient> _clients = [];

    public IEnumerable<RecordVariant> All()
    {
        yield return Counted("unsampled", Record);
        yield return Counted("unsampled_full", RecordFull);
        yield return Counted("unsampled_scope", Scope);
        yield return Kept("record", Record);
        yield return Kept("record_full", RecordFull);
        yield return Kept("empty_scope", EmptyScope);
        yield return Kept("scope", Scope);
        yield return Kept("scope_unwatched", Scope, watches: false);
        yield return Kept("scope_operations", CountInScope, callsPerBurst: 1);
        yield return new RecordVariant("no_current_call", CountedBurst, CountWithoutCall);
    }

    public void Dispose()
    {
        foreach (PipelineClient client in _clients)
            client.Dispose();
    }

    /// <summary>A client with default settings that neither load nor cost moves from its probability.</summary>
    /// <param name="probability">With which it keeps a call.</param>
    /// <param name="watches">Whether it reads allocation and processor time of some calls, as by default.</param>
    public static PipelineClient CreateClient(double probability, bool watches = true)
    {
        PipelineClientOptions options = new();
        options.Sampling.Probability = probability;
        options.Sampling.BusyProbability = probability;
        options.Sampling.OverloadedProbability = probability;
        options.Sampling.KeepSlow = false;
        options.Sampling.DetailsPerSecondMax = 1_000_000;
        options.Guard.OverheadMax = 1;
        if (!watches)
            (options.Sampling.AllocationShare, options.Sampling.CpuShare) = (0, 0);
        return new PipelineClient(options, transport: new DiscardingTransport());
    }

    public static void Record(PipelineClient client, int count)
    {
        for (int index = 0; index < count; index++)
            client.Record(CallFacts.Endpoint(index), CallFacts.Segment(index), CallFacts.Duration(index));
    }

    public static void RecordFull(PipelineClient client, int count)
    {
        for (int index = 0; index < count; index++)
        {
            long operationNs = CallFacts.OperationTime(index).Ticks * 100;
            client.Record(new CallRecord
            {
                Endpoint = CallFacts.Endpoint(index),
                Segment = CallFacts.Segment(index),
                DurationNs = CallFacts.Duration(index).Ticks * 100,
                CpuTimeNs = CallFacts.Cpu(index).Ticks * 100,
                DbQueries = CallFacts.DbQueries(index),
                Operations =
                [
                    new OperationUsage(CallFacts.Json, OperationKind.Function, CallFacts.JsonCalls(index) * 1_000, operationNs),
                    new OperationUsage(CallFacts.Redis, OperationKind.Dependency, 1_000, operationNs),
                    new OperationUsage(CallFacts.Render, OperationKind.Function, 1_000, operationNs),
                ],
            });
        }
    }

    private static void EmptyScope(PipelineClient client, int count)
    {
        for (int index = 0; index < count; index++)
        {
            using Call call = client.Begin(CallFacts.Endpoint(index), CallFacts.Segment(index));
        }
    }

    public static void Scope(PipelineClient client, int count)
    {
        for (int index = 0; index < count; index++)
        {
            using Call call = client.Begin(CallFacts.Endpoint(index), CallFacts.Segment(index));
            call.Function(CallFacts.Json, CallFacts.OperationTime(index), calls: CallFacts.JsonCalls(index));
            call.Dependency(CallFacts.Redis, CallFacts.OperationTime(index));
            call.Function(CallFacts.Render, CallFacts.OperationTime(index));
        }
    }

    /// <summary>What one operation adds, of the call found by the async flow.</summary>
    private static void CountInScope(PipelineClient client, int count)
    {
        using Call call = client.Begin(CallFacts.Endpoints[0], CallFacts.Segments[0]);
        for (int index = 0; index < count; index++)
            Call.Current.Count(CallFacts.Json);
    }

    private static void CountWithoutCall(int count)
    {
        for (int index = 0; index < count; index++)
            Call.Current.Count(CallFacts.Json);
    }

    private RecordVariant Kept(string name, Action<PipelineClient, int> burst, int callsPerBurst = KeptBurst, bool watches = true)
    {
        PipelineClient client = Own(CreateClient(probability: 1, watches));
        long operationsPerCall = KeptBurst / callsPerBurst;
        return new RecordVariant(name, KeptBurst, count => burst(client, count), () => Flush(client), recorded =>
        {
            long calls = recorded / operationsPerCall;
            ClientStatistics statistics = client.Statistics;
            return statistics.CallCount == calls && statistics.DetailCount == calls && statistics.DroppedDetails.Count == 0
                ? null
                : $"{name}: of {calls:N0} calls {statistics.CallCount:N0} were counted, {statistics.DetailCount:N0} kept, {statistics.DroppedDetails.Values.Sum():N0} dropped";
        });
    }

    private RecordVariant Counted(string name, Action<PipelineClient, int> burst)
    {
        PipelineClient client = Own(CreateClient(probability: 0));
        return new RecordVariant(name, CountedBurst, count => burst(client, count), () => Flush(client), calls =>
        {
            ClientStatistics statistics = client.Statistics;
            // The first call of a second is always kept, and then about one of each doubling.
            return statistics.CallCount == calls && statistics.DetailCount < calls / 100
                ? null
                : $"{name}: of {calls:N0} calls {statistics.CallCount:N0} were counted, {statistics.DetailCount:N0} kept";
        });
    }

    private PipelineClient Own(PipelineClient client)
    {
        _clients.Add(client);
        return client;
    }

    private static void Flush(PipelineClient client) => client.FlushAsync().GetAwaiter().GetResult();
}
