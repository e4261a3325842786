using Pipeline.Protocol.Events;
using Pipeline.Testing;

namespace Pipeline.Client.Tests.Recording;

public sealed class RecordTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly RecordingTransport _transport = new();
    private readonly PipelineClientOptions _options = new();
    private readonly Lazy<PipelineClient> _client;

    public RecordTests() => _client = new Lazy<PipelineClient>(() => new PipelineClient(_options, _clock, _transport));

    private PipelineClient Client => _client.Value;

    public async ValueTask DisposeAsync()
    {
        if (_client.IsValueCreated)
            await _client.Value.DisposeAsync();
    }

    [Fact]
    public async Task Record_EveryFact_Arrives()
    {
        Client.Record(new CallRecord
        {
            Endpoint = "checkout",
            Segment = "premium",
            DurationNs = 1_500_000,
            TimeUnixMs = 1_767_225_600_123,
            Failed = true,
            Error = "no money",
            CpuTimeNs = 900,
            AllocatedBytes = 4_096,
            MemoryDeltaBytes = -10,
            DbQueries = 3,
            CacheHits = 4,
            CacheMisses = 5,
            IoOperations = 6,
            LockWaitNs = 7,
            Threads = 8,
            TraceId = new TraceId(1, 2),
            SpanId = new SpanId(3),
            Operations = [new OperationUsage("json.dumps", OperationKind.Function, 847_000, 12_000, 11_000, 1)],
            Values = [new EventValue("revenue", ValueKind.Sum, 12_500_000)],
        });
        Assert.True(await Client.FlushAsync());

        EventRecord record = Assert.Single(_transport.Events);
        Assert.Equal(("checkout", "premium", 1_767_225_600_123, 1_500_000L), (record.Endpoint, record.Segment, record.TimeUnixMs, record.DurationNs));
        Assert.Equal((Outcome.Error, "no money"), (record.Outcome, record.Error));
        long?[] resources = [.. Enum.GetValues<Resource>().Select(resource => record.Resources[resource])];
        Assert.Equal([900, -10, 4_096, 3, 4, 5, 6, 7, 8], resources);
        Assert.Equal((new TraceId(1, 2), new SpanId(3)), (record.TraceId, record.SpanId));
        Assert.Equal([new OperationUsage("json.dumps", OperationKind.Function, 847_000, 12_000, 11_000, 1)], record.Operations);
        Assert.Equal([new EventValue("revenue", ValueKind.Sum, 12_500_000)], record.Values);
        Assert.Equal(EventRecord.WeightOneMicro, record.WeightMicro);
        Assert.Equal(1, _transport.Tallied("checkout", "premium", Outcome.Error));
    }

    [Fact]
    public async Task Record_NothingButTheEndpoint_LeavesTheRestUnmeasured()
    {
        Client.Record(new CallRecord { Endpoint = "checkout" });
        await Client.FlushAsync();

        EventRecord record = Assert.Single(_transport.Events);
        Assert.Equal(("default", null, _clock.GetUtcNow().ToUnixTimeMilliseconds()), (record.Segment, record.DurationNs, record.TimeUnixMs));
        Assert.Equal(0, record.Resources.PresentMask);
        Assert.Empty(record.Operations);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.05)]
    [InlineData(1)]
    public async Task Record_WhateverIsSampled_EveryCallIsCountedInItsSecond(double probability)
    {
        _options.Sampling.Probability = probability;
        _options.ThreadBufferCapacity = 8_192;
        long start = _clock.GetUtcNow().ToUnixTimeSeconds();
        for (int second = 0; second < 5; second++)
        {
            for (int call = 0; call < 1_000; call++)
            {
                Client.Record(new CallRecord
                {
                    Endpoint = "checkout",
                    Segment = call % 4 == 0 ? "premium" : "free",
                    DurationNs = 1_000,
                    Failed = call % 10 == 3,
                    TimeUnixMs = (start + second) * 1_000,
                });
            }
        }

        await Client.FlushAsync();

        for (int second = 0; second < 5; second++)
        {
            Assert.Equal(250, _transport.Tallies[("checkout", "premium", Outcome.Ok, start + second)]);
            Assert.Equal(650, _transport.Tallies[("checkout", "free", Outcome.Ok, start + second)]);
            Assert.Equal(100, _transport.Tallies[("checkout", "free", Outcome.Error, start + second)]);
        }

        Assert.Equal(5_000, _transport.Tallied("checkout"));
        Assert.All(_transport.Events.Where(record => record.Segment == "premium"), record => Assert.Equal(EventRecord.WeightOneMicro, record.WeightMicro));
        Assert.Equal(500, _transport.Events.Count(record => record.Outcome == Outcome.Error));
        Assert.All(Enumerable.Range(0, 5), second => Assert.Contains(
            _transport.Events, record => record.Segment == "free" && record.Outcome == Outcome.Ok && record.TimeUnixMs == (start + second) * 1_000));
    }

    [Fact]
    public async Task Record_OnManyThreadsThatEnd_CountsEveryCall()
    {
        const int ThreadCount = 8;
        const int CallCount = 20_000;
        _options.Sampling.Probability = 0;
        Thread[] threads = [.. Enumerable.Range(0, ThreadCount).Select(_ => new Thread(() =>
        {
            for (int call = 0; call < CallCount; call++)
                Client.Record("checkout", "free", TimeSpan.FromMilliseconds(1));
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        await Client.FlushAsync();

        Assert.Equal(ThreadCount * CallCount, _transport.Tallied("checkout", "free", Outcome.Ok));
        Assert.Equal(ThreadCount * CallCount, Client.Statistics.CallCount);
    }

    [Fact]
    public async Task Record_WhileTheCollectorReads_LosesAndDoublesNothing()
    {
        const int CallCount = 200_000;
        _options.Sampling.DetailsPerSecondMax = 1_000_000;
        using CancellationTokenSource stop = new();
        Task flushing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await Client.FlushAsync();
        });
        for (int call = 0; call < CallCount; call++)
            Client.Record(new CallRecord { Endpoint = "checkout", Segment = "premium", DurationNs = call, DbQueries = call });
        await stop.CancelAsync();
        await flushing;
        Assert.True(await Client.FlushAsync());

        Assert.Equal(CallCount, Client.Statistics.CallCount);
        Assert.Equal(CallCount, _transport.Tallied("checkout", "premium"));
        IReadOnlyList<EventRecord> events = _transport.Events;
        Assert.All(events, record => Assert.Equal(record.DurationNs, record.Resources[Resource.DbQueries]));
        Assert.Equal(events.Count, events.Select(record => record.DurationNs).Distinct().Count());
    }

    [Fact]
    public async Task Record_MoreThanTheBufferHolds_DropsTheOldestAndSaysSo()
    {
        _options.ThreadBufferCapacity = 64;
        _options.Sampling.DetailsPerSecondMax = 1_000_000;
        // Nobody reads meanwhile: the collector is between two of its looks, or it reads a part and the rest is counted.
        for (int call = 0; call < 10_000; call++)
            Client.Record(new CallRecord { Endpoint = "checkout", Segment = "premium", DurationNs = call });
        await Client.FlushAsync();

        // Drops are known to the silo with the batch after them.
        await Client.FlushAsync();
        long dropped = _transport.Drops.Values.Sum(counts => counts.Events);
        Assert.Equal(10_000, _transport.Tallied("checkout", "premium"));
        Assert.Equal(10_000, _transport.Events.Count + dropped);
        Assert.All(_transport.Drops, drop => Assert.Equal((("checkout", "premium", DropCause.BufferFull), 0L), (drop.Key, drop.Value.Calls)));
        Assert.Equal(dropped, Client.Statistics.DroppedDetails.GetValueOrDefault(DropCause.BufferFull));
        Assert.Equal(9_999, _transport.Events.Max(record => record.DurationNs));
    }

    [Fact]
    public async Task Record_NamesThatBreakTheRules_AreCleanedAndCounted()
    {
        Client.Record("bad\nname", "premium", TimeSpan.FromMilliseconds(1));
        Client.Record("", "premium", TimeSpan.FromMilliseconds(1));
        Client.Record(new string('x', 1_000), new string('é', 500), TimeSpan.FromMilliseconds(1));
        Client.Record(null!, null, TimeSpan.FromMilliseconds(1));
        await Client.FlushAsync();

        Assert.Equal(1, _transport.Tallied("bad?name"));
        Assert.Equal(1, _transport.Tallied("(unnamed)"));
        Assert.Equal(1, _transport.Tallied(new string('x', 85)));
        Assert.Equal(3, _transport.Tallies.Values.Sum());
    }

    [Fact]
    public async Task Record_MoreKeysThanTold_AreCountedTogether()
    {
        _options.Sampling.Probability = 0;
        for (int name = 0; name < 5_000; name++)
            Client.Record($"endpoint {name}", "free", TimeSpan.FromMilliseconds(1));
        await Client.FlushAsync();

        Assert.Equal(5_000, _transport.Tallies.Values.Sum());
        Assert.Equal(5_000 - 4_096, _transport.Tallied("__other__", "default"));
    }

    [Fact]
    public async Task Record_AnEventBeyondTheLimits_IsCountedAsInvalid()
    {
        Client.Record(new CallRecord { Endpoint = "checkout", Segment = "premium", DurationNs = 1, DbQueries = long.MaxValue });
        Client.Record(new CallRecord { Endpoint = "checkout", Segment = "premium", DurationNs = 1, DbQueries = 1 });
        await Client.FlushAsync();
        await Client.FlushAsync();

        Assert.Equal(1, Assert.Single(_transport.Events).Resources[Resource.DbQueries]);
        Assert.Equal(2, _transport.Tallied("checkout", "premium"));
        Assert.Equal((1, 0), _transport.Drops[("checkout", "premium", DropCause.Invalid)]);
    }

    [Fact]
    public async Task Record_WantedByThePredicate_IsKeptAndAThrowingOneIsCounted()
    {
        _options.Sampling.Probability = 0;
        _options.Sampling.KeepSlow = false;
        _options.Sampling.Keep = (endpoint, _) => endpoint switch
        {
            "watched" => true,
            "broken" => throw new InvalidOperationException("no"),
            _ => false,
        };
        for (int call = 0; call < 100; call++)
        {
            Client.Record("watched", "free", TimeSpan.FromMilliseconds(1));
            Client.Record("broken", "free", TimeSpan.FromMilliseconds(1));
        }

        await Client.FlushAsync();

        Assert.Equal(100, _transport.Events.Count(record => record.Endpoint == "watched"));
        Assert.True(_transport.Events.Count(record => record.Endpoint == "broken") < 30);
        Assert.Equal(100, _transport.Tallied("broken"));
        Assert.True(Client.Statistics.HookFailureCount > 50);
    }

    [Fact]
    public async Task Record_WantedByThePredicateAndSampled_HasTheWeightOfACallThatIsSureToBeKept()
    {
        _options.Sampling.Probability = 0.3;
        _options.Sampling.KeepSlow = false;
        _options.Sampling.Keep = (_, _) => true;
        for (int call = 0; call < 400; call++)
            Client.Record("watched", "free", TimeSpan.FromMilliseconds(1));
        await Client.FlushAsync();

        Assert.Equal(400, _transport.Events.Count);
        Assert.All(_transport.Events, record => Assert.Equal(EventRecord.WeightOneMicro, record.WeightMicro));
    }

    [Fact]
    public async Task Record_ManyThreadsInOneSecond_KeepOneDetailForAllOfThem()
    {
        _options.Sampling.Probability = 0;
        _options.Sampling.KeepSlow = false;
        _ = Client;
        for (int number = 0; number < 20; number++)
        {
            Thread thread = new(() => Client.Record("checkout", "free", TimeSpan.FromMilliseconds(1)));
            thread.Start();
            thread.Join();
        }

        await Client.FlushAsync();

        Assert.Equal(20, _transport.Tallied("checkout", "free"));
        Assert.Equal(EventRecord.WeightOneMicro, Assert.Single(_transport.Events).WeightMicro);
    }

    [Fact]
    public async Task Record_TimesThatAlternateBetweenSeconds_AreNotAllKept()
    {
        _options.Sampling.Probability = 0;
        long now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (int call = 0; call < 1_000; call++)
            Client.Record(new CallRecord { Endpoint = "checkout", Segment = "free", TimeUnixMs = now + (call % 2 * 1_000) });
        await Client.FlushAsync();

        Assert.Equal((500, 500), (_transport.Tallies[("checkout", "free", Outcome.Ok, now / 1_000)], _transport.Tallies[("checkout", "free", Outcome.Ok, (now / 1_000) + 1)]));
        Assert.InRange(_transport.Events.Count, 2, 40);
    }

    [Fact]
    public async Task Record_AnEntryWithoutALawfulName_LosesOnlyTheEntry()
    {
        using (Call call = Client.Begin("checkout", "premium"))
        {
            call.Count("");
            call.Count("line\nbreak");
            call.Count("fine");
            call.Value(new string('x', 300), 1);
        }

        await Client.FlushAsync();

        Assert.Equal("fine", Assert.Single(Assert.Single(_transport.Events).Operations).Name);
        Assert.Equal(3, Client.Statistics.RefusedEntryCount);
    }

    [Fact]
    public async Task DisposeAsync_ManyTimesAtOnce_EachWaitsForTheEnd()
    {
        for (int call = 0; call < 100; call++)
            Client.Record("checkout", "premium", TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await Client.DisposeAsync();
            Assert.Equal(100, _transport.Tallied("checkout"));
        })));

        Assert.True(await Client.FlushAsync());
    }

    [Fact]
    public async Task Record_Disabled_DoesNothing()
    {
        _options.Enabled = false;
        Client.Record("checkout", null, TimeSpan.FromMilliseconds(1));
        using (Call call = Client.Begin("checkout"))
            Assert.False(call.IsActive);
        Assert.True(await Client.FlushAsync());

        Assert.Empty(_transport.Tallies);
    }

    [Fact]
    public async Task Record_AfterDispose_DoesNothing()
    {
        Client.Record("checkout", null, TimeSpan.FromMilliseconds(1));
        await Client.DisposeAsync();
        Client.Record("checkout", null, TimeSpan.FromMilliseconds(1));
        using (Call call = Client.Begin("checkout"))
            call.Count("x");
        await Client.DisposeAsync();
        Client.Dispose();

        Assert.Equal(1, _transport.Tallied("checkout"));
    }
}
