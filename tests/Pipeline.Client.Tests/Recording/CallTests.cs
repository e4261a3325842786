using System.Diagnostics;
using Pipeline.Protocol.Events;
using Pipeline.Testing;

namespace Pipeline.Client.Tests.Recording;

public sealed class CallTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly RecordingTransport _transport = new();
    private readonly PipelineClientOptions _options = new();
    private PipelineClient? _client;

    private PipelineClient Client => _client ??= new PipelineClient(_options, _clock, _transport);

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
    }

    [Fact]
    public async Task Begin_ToDispose_RecordsDurationAndWhatWasAdded()
    {
        using (Call call = Client.Begin("checkout", "premium"))
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            call.Count("json.dumps", 846);
            call.Count("json.dumps");
            call.Dependency("redis", TimeSpan.FromMilliseconds(2), failed: true);
            call.Dependency("redis", TimeSpan.FromMilliseconds(3));
            call.Io("disk", TimeSpan.FromMilliseconds(1));
            call.DbQueries(2);
            call.DbQueries();
            call.CacheHits();
            call.LockWait(TimeSpan.FromMilliseconds(4));
            call.Value("revenue", 12.5);
            call.Value("revenue", 0.5);
            call.Distribution("bytes", 512);
        }

        await Client.FlushAsync();
        EventRecord record = Assert.Single(_transport.Events);
        Assert.Equal(("checkout", "premium", 250_000_000L), (record.Endpoint, record.Segment, record.DurationNs));
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeMilliseconds(), record.TimeUnixMs);
        Assert.Equal(
            [
                new OperationUsage("json.dumps", OperationKind.Function, 847_000),
                new OperationUsage("redis", OperationKind.Dependency, 2_000, 5_000_000, null, 1),
                new OperationUsage("disk", OperationKind.Io, 1_000, 1_000_000, null, 0),
            ],
            record.Operations);
        Assert.Equal((3L, 1L, 4_000_000L), (record.Resources[Resource.DbQueries], record.Resources[Resource.CacheHits], record.Resources[Resource.LockWait]));
        Assert.Equal([new EventValue("revenue", ValueKind.Sum, 13_000_000), new EventValue("bytes", ValueKind.Distribution, 512_000_000)], record.Values);
    }

    [Fact]
    public async Task Dispose_ByAnException_IsAFailedCall()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            using Call call = Client.Begin("async", "premium");
            await Task.Yield();
            throw new InvalidOperationException("broken");
        });
        Action failing = () =>
        {
            using Call call = Client.Begin("sync", "premium");
            throw new InvalidOperationException("broken");
        };
        Assert.Throws<InvalidOperationException>(failing);
        await Client.FlushAsync();

        Assert.Equal(1, _transport.Tallied("async", "premium", Outcome.Error));
        Assert.Equal(1, _transport.Tallied("sync", "premium", Outcome.Error));
    }

    [Fact]
    public async Task Dispose_WithinACatch_IsNotAFailedCall()
    {
        try
        {
            throw new InvalidOperationException("handled");
        }
        catch (InvalidOperationException)
        {
            using Call call = Client.Begin("checkout", "premium");
        }

        using (Client.Begin("checkout", "premium"))
        {
            try
            {
                throw new InvalidOperationException("handled");
            }
            catch (InvalidOperationException)
            {
            }
        }

        await Client.FlushAsync();
        Assert.Equal(2, _transport.Tallied("checkout", "premium", Outcome.Ok));
    }

    [Fact]
    public async Task Dispose_AfterAnAwaitedFailureWasCaught_IsNotAFailedCall()
    {
        // What awaits goes on inside the catch of what it awaited.
        async Task HandleAsync(string endpoint, Func<Task> then)
        {
            using Call call = Client.Begin(endpoint, "premium");
            try
            {
                await Task.WhenAll(FailAsync(), FailAsync());
            }
            catch (InvalidOperationException)
            {
            }

            await then();
        }

        await HandleAsync("handled", () => Task.CompletedTask);
        await HandleAsync("handled later", async () => await Task.Yield());
        await Assert.ThrowsAsync<FormatException>(() => HandleAsync("failed after all", () => throw new FormatException()));
        await Client.FlushAsync();

        Assert.Equal(1, _transport.Tallied("handled", "premium", Outcome.Ok));
        Assert.Equal(1, _transport.Tallied("handled later", "premium", Outcome.Ok));
        Assert.Equal(1, _transport.Tallied("failed after all", "premium", Outcome.Error));

        static async Task FailAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException("handled");
        }
    }

    [Fact]
    public async Task Dispose_ByAnExceptionOfANestedCall_FailsTheOuterOneToo()
    {
        Action failing = () =>
        {
            using Call outer = Client.Begin("outer", "premium");
            using Call inner = Client.Begin("inner", "premium");
            throw new InvalidOperationException("broken");
        };
        Assert.Throws<InvalidOperationException>(failing);
        await Client.FlushAsync();

        Assert.Equal(1, _transport.Tallied("outer", "premium", Outcome.Error));
        Assert.Equal(1, _transport.Tallied("inner", "premium", Outcome.Error));
    }

    [Fact]
    public async Task RunAsync_ThatThrows_FailsWithTheExceptionsWords()
    {
        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => Client.RunAsync("checkout", "premium", async call =>
        {
            await Task.Yield();
            call.Count("work");
            throw new InvalidOperationException("the\ncart is empty");
        }));
        await Client.FlushAsync();

        Assert.Equal("the\ncart is empty", thrown.Message);
        EventRecord record = Assert.Single(_transport.Events);
        Assert.Equal((Outcome.Error, "InvalidOperationException: the?cart is empty"), (record.Outcome, record.Error));
    }

    [Fact]
    public async Task Current_FlowsThroughAwaitTaskRunAndParallel()
    {
        using (Client.Begin("checkout", "premium"))
        {
            await Task.Yield();
            Call.Current.Count("after await");
            await Task.Run(() => Call.Current.Count("in task"));
            Parallel.For(0, 1_000, _ => Call.Current.Count("in parallel"));
            Thread thread = new(() => Call.Current.Count("in thread"));
            thread.Start();
            thread.Join();
        }

        Assert.False(Call.Current.IsActive);
        await Client.FlushAsync();
        Dictionary<string, long> calls = Assert.Single(_transport.Events).Operations.ToDictionary(operation => operation.Name, operation => operation.CallsMilli / 1_000);
        Assert.Equal(4, calls.Count);
        Assert.Equal((1L, 1L, 1_000L, 1L), (calls["after await"], calls["in task"], calls["in parallel"], calls["in thread"]));
    }

    [Fact]
    public async Task Current_OfNestedCalls_IsTheInnermostOpenOne()
    {
        using (Client.Begin("outer", "premium"))
        {
            Call.Current.Count("a");
            using (Client.Begin("inner", "premium"))
            {
                Call.Current.Count("b");
                await Task.Yield();
                Call.Current.Count("b");
            }

            Call.Current.Count("a");
            await Task.WhenAll(Enumerable.Range(0, 20).Select(async index =>
            {
                using Call parallel = Client.Begin("parallel", "premium");
                await Task.Yield();
                Call.Current.Count("c", index + 1);
            }));
            Call.Current.Count("a");
        }

        await Client.FlushAsync();
        Assert.Equal(3_000, CallsOf("outer", "a"));
        Assert.Equal(2_000, CallsOf("inner", "b"));
        Assert.Equal(210_000, _transport.Events.Where(record => record.Endpoint == "parallel").Sum(record => Assert.Single(record.Operations).CallsMilli));
        Assert.All(_transport.Events, record => Assert.Single(record.Operations));
    }

    [Fact]
    public async Task Current_AfterTheCallHasEnded_WritesNowhere()
    {
        TaskCompletionSource ended = new();
        Task straggler;
        Call kept;
        using (Call call = Client.Begin("first", "premium"))
        {
            kept = call;
            straggler = Task.Run(async () =>
            {
                await ended.Task;
                Assert.False(Call.Current.IsActive);
                Call.Current.Count("late");
            });
        }

        // The detail of the first call is used again by the second.
        using (Client.Begin("second", "premium"))
        {
            ended.SetResult();
            await straggler;
            kept.Count("late");
            kept.Dispose();
        }

        await Client.FlushAsync();
        Assert.Equal(2, _transport.Events.Count);
        Assert.All(_transport.Events, record => Assert.Empty(record.Operations));
    }

    [Fact]
    public async Task Dispose_Twice_CountsOnce()
    {
        Call call = Client.Begin("checkout", "premium");
        call.Dispose();
        call.Dispose();
        await Client.FlushAsync();

        Assert.Equal(1, _transport.Tallied("checkout"));
    }

    [Fact]
    public async Task Rename_AndDiscard_DecideWhatIsRecorded()
    {
        using (Call call = Client.Begin("unknown", "default"))
            call.Rename("GET /carts/{id}", "premium");
        using (Call call = Client.Begin("health"))
            call.Discard();
        await Client.FlushAsync();

        Assert.Equal(1, _transport.Tallied("GET /carts/{id}", "premium"));
        Assert.Single(_transport.Tallies);
    }

    [Fact]
    public async Task Limit_Exceeded_IsToldOnceACallAndCounted()
    {
        List<LimitExcess> told = [];
        _options.LimitExceeded = told.Add;
        for (int run = 0; run < 2; run++)
        {
            using Call call = Client.Begin("checkout", "premium");
            call.Limit("json.dumps", 10);
            for (int times = 0; times < 847; times++)
                call.Count("json.dumps");
        }

        await Client.FlushAsync();
        Assert.Equal([new LimitExcess("checkout", "json.dumps", 10), new LimitExcess("checkout", "json.dumps", 10)], told);
        Assert.All(_transport.Events, record => Assert.Equal(847_000, Assert.Single(record.Operations).CallsMilli));
    }

    [Fact]
    public void Limit_ConfiguredToThrow_ThrowsAtTheFirstCallTooMany()
    {
        _options.ThrowOnLimit = true;
        using Call call = Client.Begin("checkout", "premium");
        call.Limit("json.dumps", 2);
        call.Count("json.dumps", 2);

        LimitExceededException exception = Assert.Throws<LimitExceededException>(() => call.Count("json.dumps"));

        Assert.Equal("'checkout' does 'json.dumps' more than 2 times in one call.", exception.Message);
    }

    [Fact]
    public async Task Add_MoreOperationsThanACallHolds_AreCountedAsRefused()
    {
        using (Call call = Client.Begin("checkout", "premium"))
        {
            for (int name = 0; name < 300; name++)
                call.Count($"operation {name}");
            for (int name = 0; name < 70; name++)
                call.Value($"value {name}", 1);
        }

        await Client.FlushAsync();
        EventRecord record = Assert.Single(_transport.Events);
        Assert.Equal((256, 64), (record.Operations.Count, record.Values.Count));
        Assert.Equal(44 + 6, Client.Statistics.RefusedEntryCount);
    }

    [Fact]
    public async Task Begin_ReadingResourcesOfEveryCall_KnowsThemUnlessTheCallLeftItsThread()
    {
        _options.Sampling.AllocationShare = 1;
        _options.Sampling.CpuShare = 1;
        using (Client.Begin("sync", "premium"))
            GC.KeepAlive(new byte[100_000]);
        using (Client.Begin("async", "premium"))
            await Task.Yield();
        await Client.FlushAsync();

        EventRecord sync = Assert.Single(_transport.Events, record => record.Endpoint == "sync");
        Assert.InRange(sync.Resources[Resource.Allocated]!.Value, 100_000, 200_000);
        Assert.True(sync.Resources[Resource.CpuTime] >= 0);
        EventRecord left = Assert.Single(_transport.Events, record => record.Endpoint == "async");
        Assert.Equal((null, null), (left.Resources[Resource.Allocated], left.Resources[Resource.CpuTime]));
        Assert.Equal(1, Client.Statistics.ThreadChangeCount);
    }

    [Fact]
    public async Task Begin_WithinAnActivity_TakesItsIds()
    {
        using Activity activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        using (Client.Begin("checkout", "premium"))
        {
        }

        await Client.FlushAsync();
        EventRecord record = Assert.Single(_transport.Events);
        Assert.Equal((activity.TraceId.ToHexString(), activity.SpanId.ToHexString()), (record.TraceId.ToString(), record.SpanId.ToString()));
    }

    [Fact]
    public void Default_TakesEverything()
    {
        Call call = default;
        call.Count("x");
        call.Dependency("x", TimeSpan.Zero);
        call.Value("x", 1);
        call.Limit("x", 0);
        call.Fail("x");
        call.Rename("x");
        call.Discard();
        call.Dispose();
        Assert.False(call.IsActive);
    }

    private long CallsOf(string endpoint, string operation)
        => Assert.Single(_transport.Events, record => record.Endpoint == endpoint).Operations.Single(usage => usage.Name == operation).CallsMilli;
}
