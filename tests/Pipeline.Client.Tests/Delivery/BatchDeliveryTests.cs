using Pipeline.Client.Batching;
using Pipeline.Client.Delivery;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Tests.Delivery;

/// <summary>Order, repeats, bounds and ends of delivery without a spool.</summary>
public sealed class BatchDeliveryTests
{
    [Fact]
    public async Task Enqueue_SeveralBatches_LeaveInOrderWithinOneSource()
    {
        await using DeliveryDriver driver = new(static options => options.BatchesInFlightMax = 1);
        driver.Enqueue("/a", "/b", "/c");

        List<ScriptedTransport.Attempt> attempts = [];
        for (int count = 0; count < 3; count++)
        {
            attempts.Add(await driver.Transport.NextAsync());
            attempts[^1].Deliver();
        }

        await driver.FlushAsync();
        Assert.Equal(["/a", "/b", "/c"], attempts.Select(static attempt => attempt.Name));
        Assert.Equal([0UL, 1UL, 2UL], attempts.Select(static attempt => attempt.Batch.Identity.Sequence));
        Assert.Single(attempts.Select(static attempt => attempt.Batch.Identity.Source).Distinct());
        Assert.Equal((3, 0, 0L), (driver.Statistics.DeliveredCount, driver.Statistics.BacklogBatchCount, driver.Statistics.BacklogSizeBytes));
    }

    [Fact]
    public async Task Retry_IsByteForByteTheSame_AndOthersPassIt()
    {
        await using DeliveryDriver driver = new(static options => options.BatchesInFlightMax = 2);
        driver.Enqueue("/a", "/b", "/c");
        ScriptedTransport.Attempt[] first = [await driver.Transport.NextAsync(), await driver.Transport.NextAsync()];
        ScriptedTransport.Attempt a = first.Single(static attempt => attempt.Name == "/a");

        a.Retry();
        TimeSpan wait = await driver.Clock.NextWaitAsync();
        first.Single(static attempt => attempt.Name == "/b").Deliver();
        ScriptedTransport.Attempt c = await driver.Transport.NextAsync();
        driver.Clock.Advance(wait);
        ScriptedTransport.Attempt again = await driver.Transport.NextAsync();

        Assert.Equal("/c", c.Name);
        Assert.Equal(a.Bytes, again.Bytes);
        Assert.Equal(1, driver.Statistics.RetryCount);
        Assert.Equal("told to", driver.Statistics.LastProblem);
    }

    [Fact]
    public async Task Retry_NoTimeAsked_WaitsDoubleUpToTheirBound()
    {
        await using DeliveryDriver driver = new(static options =>
        {
            options.BackoffMin = TimeSpan.FromMilliseconds(100);
            options.BackoffMax = TimeSpan.FromMilliseconds(400);
        });
        driver.Enqueue("/a");

        foreach (int most in (int[])[100, 200, 400, 400])
        {
            (await driver.Transport.NextAsync()).Retry();
            TimeSpan wait = await driver.Clock.NextWaitAsync();
            Assert.InRange(wait.TotalMilliseconds, most / 2.0, most);
            driver.Clock.Advance(wait);
        }
    }

    [Fact]
    public async Task Retry_SiloAsksForTime_NobodySendsBefore()
    {
        await using DeliveryDriver driver = new(static options => options.BatchesInFlightMax = 2);
        driver.Enqueue("/a");
        (await driver.Transport.NextAsync()).Retry(TimeSpan.FromSeconds(7));
        TimeSpan wait = await driver.Clock.NextWaitAsync();
        Assert.InRange(wait.TotalSeconds, 7, 7 * 1.25);

        driver.Enqueue("/b");
        Assert.Equal(7, (await driver.Clock.NextWaitAsync()).TotalSeconds, 0.001);
        Assert.False(driver.Transport.HasNext);

        driver.Clock.Advance(TimeSpan.FromSeconds(7 * 1.25));
        ScriptedTransport.Attempt[] next = [await driver.Transport.NextAsync(), await driver.Transport.NextAsync()];
        Assert.Equal(["/a", "/b"], next.Select(static attempt => attempt.Name).Order());
    }

    [Fact]
    public async Task Enqueue_BeyondTheBacklog_DropsTheOldestThatWasNeverTried()
    {
        int size = Batches.Create("/0", events: 2_000).SizeBytes;
        int fitting = (64 << 10) / size;
        await using DeliveryDriver driver = new(static options =>
        {
            options.BacklogSizeBytesMax = 64 << 10;
            options.BatchesInFlightMax = 1;
        });
        string[] names = [.. Enumerable.Range(0, fitting + 2).Select(static index => $"/{index}")];
        foreach (string name in names)
            driver.Delivery.Enqueue(Batches.Create(name, events: 2_000));

        // The first is under way and stays; the second and the third make room.
        ScriptedTransport.Attempt first = await driver.Transport.NextAsync();
        Assert.Equal("/0", first.Name);
        Assert.Equal(["/1", "/2"], driver.Ledger.TakenBackNames);
        Assert.All(driver.Ledger.TakenBack, static drop => Assert.Equal(DropCause.BacklogFull, drop.Cause));
        Assert.Equal(2_000, driver.Ledger.TakenBack.First().Batch.Sections[0].Details[0].EventCount);
        Assert.InRange(driver.Statistics.BacklogSizeBytes, size, 64 << 10);
        Assert.Equal(2, driver.Statistics.DroppedCount);
        Assert.Empty(driver.Ledger.WrittenOff);
    }

    [Fact]
    public async Task Enqueue_OneLargerThanTheBacklog_IsSent()
    {
        await using DeliveryDriver driver = new(static options => options.BacklogSizeBytesMax = 64 << 10);
        PreparedBatch large = Batches.Create("/large", events: 60_000);
        Assert.True(large.SizeBytes > 64 << 10, $"{large.SizeBytes} bytes");
        driver.Delivery.Enqueue(large);

        ScriptedTransport.Attempt attempt = await driver.Transport.NextAsync();
        Assert.Equal("/large", attempt.Name);
        attempt.Deliver();
        Assert.True(await driver.FlushAsync());
        Assert.Equal((1, 0), (driver.Statistics.DeliveredCount, driver.Statistics.DroppedCount));
    }

    [Fact]
    public async Task Refused_IsWrittenOffAndNotRepeated()
    {
        await using DeliveryDriver driver = new();
        driver.Enqueue("/a");
        (await driver.Transport.NextAsync()).Refuse();

        Assert.False(await driver.FlushAsync());
        Assert.Equal([("/a", DropCause.Refused)], driver.Ledger.WrittenOff.Select(static drop => (Batches.NameOf(drop.Batch), drop.Cause)));
        Assert.Equal((1, 1), (driver.Statistics.RefusedCount, driver.Statistics.DroppedCount));
        Assert.False(driver.Transport.HasNext);
    }

    [Fact]
    public async Task Flush_WaitsForWhatCameBefore_NotForWhatComesLater()
    {
        await using DeliveryDriver driver = new();
        driver.Enqueue("/a");
        ScriptedTransport.Attempt a = await driver.Transport.NextAsync();
        Task<bool> flush = driver.Delivery.FlushAsync(CancellationToken.None);
        driver.Enqueue("/b");
        Assert.False(flush.IsCompleted);

        a.Deliver();

        Assert.True(await flush);
        Assert.Equal(1, driver.Statistics.BacklogBatchCount);
    }

    [Fact]
    public async Task Flush_Cancelled_SaysSoAndLosesNothing()
    {
        await using DeliveryDriver driver = new();
        driver.Enqueue("/a");
        ScriptedTransport.Attempt a = await driver.Transport.NextAsync();

        Assert.False(await driver.Delivery.FlushAsync(new CancellationToken(canceled: true)));
        a.Deliver();
        await driver.FlushAsync();

        Assert.Equal(1, driver.Statistics.DeliveredCount);
    }

    [Fact]
    public async Task Flush_DropsWhatItHandsOver_SaysSo()
    {
        await using DeliveryDriver driver = new(static options =>
        {
            options.BacklogSizeBytesMax = 64 << 10;
            options.BatchesInFlightMax = 1;
        });
        driver.Delivery.Enqueue(Batches.Create("/large", events: 60_000));
        ScriptedTransport.Attempt large = await driver.Transport.NextAsync();

        Task<bool> flush = driver.Delivery.FlushAsync(() => driver.Enqueue("/dropped"), CancellationToken.None);
        Assert.Equal(["/dropped"], driver.Ledger.TakenBackNames);
        large.Deliver();

        Assert.False(await flush.WaitAsync(TimeSpan.FromMinutes(5)));
        Assert.True(await driver.FlushAsync());
    }

    [Fact]
    public async Task Flush_NothingThere_IsDoneAtOnce()
    {
        await using DeliveryDriver driver = new();
        Assert.True(await driver.Delivery.FlushAsync(CancellationToken.None));
    }

    [Fact]
    public async Task InFlight_OldestIsNotSettled_NoneRunsAheadOfTheWindow()
    {
        await using DeliveryDriver driver = new(static options => options.BatchesInFlightMax = 2);
        driver.Enqueue([.. Enumerable.Range(0, SequenceWindow.Length + 10).Select(static index => $"/{index}")]);
        ScriptedTransport.Attempt? stuck = null;
        ScriptedTransport.Attempt? last = null;
        for (int count = 0; count < SequenceWindow.Length; count++)
        {
            ScriptedTransport.Attempt attempt = await driver.Transport.NextAsync();
            if (attempt.Name == "/0")
            {
                stuck = attempt;
                continue;
            }

            last = attempt;
            attempt.Deliver();
        }

        // 255 are settled; the one that would be 256 ahead waits until the oldest is.
        await driver.WaitForAsync(static statistics => statistics.InFlightCount == 1);
        Assert.Equal((ulong)SequenceWindow.Length - 1, last!.Batch.Identity.Sequence);
        Assert.False(driver.Transport.HasNext);
        stuck!.Deliver();

        // Two may be under way again, and either may reach the transport first.
        ScriptedTransport.Attempt[] next = [await driver.Transport.NextAsync(), await driver.Transport.NextAsync()];
        Assert.Equal(
            [$"/{SequenceWindow.Length}", $"/{SequenceWindow.Length + 1}"],
            next.OrderBy(static attempt => attempt.Batch.Identity.Sequence).Select(static attempt => attempt.Name));
    }

    [Fact]
    public async Task NewBatches_AfterADay_AreOfANewSource()
    {
        await using DeliveryDriver driver = new();
        driver.Enqueue("/a");
        ScriptedTransport.Attempt a = await driver.Transport.NextAsync();
        driver.Clock.Advance(TimeSpan.FromDays(1));
        driver.Enqueue("/b");
        ScriptedTransport.Attempt b = await driver.Transport.NextAsync();

        Assert.NotEqual(a.Batch.Identity.Source.Id, b.Batch.Identity.Source.Id);
        Assert.Equal(0UL, b.Batch.Identity.Sequence);
        Assert.Equal(driver.Clock.GetUtcNow().ToUnixTimeMilliseconds(), b.Batch.Identity.Source.StartUnixMs);
    }

    [Fact]
    public async Task Retry_SourceIsForgottenMeanwhile_IsWrittenOffAsExpired()
    {
        await using DeliveryDriver driver = new();
        driver.Enqueue("/a");
        ScriptedTransport.Attempt a = await driver.Transport.NextAsync();
        driver.Clock.Advance(SourceNumbering.AgeMax);
        a.Retry();
        driver.Clock.Advance(await driver.Clock.NextWaitAsync());

        await driver.FlushAsync();
        Assert.Equal([("/a", DropCause.Expired)], driver.Ledger.WrittenOff.Select(static drop => (Batches.NameOf(drop.Batch), drop.Cause)));
    }

    [Fact]
    public async Task Dispose_SiloDoesNotAnswer_IsBoundedAndCountsWhatIsLeft()
    {
        DeliveryDriver driver = new(static options =>
        {
            options.ShutdownDeadline = TimeSpan.FromSeconds(5);
            options.BatchesInFlightMax = 1;
        });
        driver.Enqueue("/a", "/b");
        await driver.Transport.NextAsync();

        Task dispose = driver.DisposeAsync().AsTask();
        Assert.Equal(TimeSpan.FromSeconds(5), await driver.Clock.NextWaitAsync());
        Assert.False(dispose.IsCompleted);
        driver.Clock.Advance(TimeSpan.FromSeconds(5));
        await dispose.WaitAsync(TimeSpan.FromMinutes(5));

        // The second was never sent, but no later batch can carry its counts.
        Assert.Equal(["/a", "/b"], driver.Ledger.WrittenOffNames);
        Assert.Empty(driver.Ledger.TakenBack);
        Assert.Equal((2, 0), (driver.Statistics.DroppedCount, driver.Statistics.BacklogBatchCount));
        Assert.True(driver.Transport.IsDisposed);
    }

    [Fact]
    public async Task Dispose_SiloAnswers_DeliversFirst()
    {
        DeliveryDriver driver = new(static options => options.ShutdownDeadline = TimeSpan.FromSeconds(5));
        driver.Transport.AnswerToAll = new SendResult(SendStatus.Delivered);
        driver.Enqueue("/a", "/b");

        await driver.DisposeAsync();

        Assert.Equal((2, 0), (driver.Statistics.DeliveredCount, driver.Statistics.DroppedCount));
        driver.Enqueue("/late");
        Assert.Equal(["/late"], driver.Ledger.WrittenOffNames);
    }

    [Fact]
    public async Task Transport_Throws_IsRepeatedLikeAnyFailure()
    {
        await using DeliveryDriver driver = new();
        driver.Enqueue("/a");
        (await driver.Transport.NextAsync()).Answer.SetException(new InvalidOperationException("a transport's own mistake"));
        driver.Clock.Advance(await driver.Clock.NextWaitAsync());
        (await driver.Transport.NextAsync()).Deliver();

        await driver.FlushAsync();
        Assert.Equal((1, 1), (driver.Statistics.DeliveredCount, driver.Statistics.RetryCount));
        Assert.Equal("a transport's own mistake", driver.Statistics.LastProblem);
    }

    [Fact]
    public async Task Enqueue_WithinAnExecutionContext_DoesNotCarryItAlong()
    {
        AsyncLocal<string?> current = new();
        ContextNotingTransport transport = new(current);
        await using DeliveryDriver driver = new(transport: transport);
        current.Value = "the caller's";
        driver.Enqueue("/a");

        Assert.Null(await transport.Seen.Task.WaitAsync(TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void Validate_OutOfRange_NamesTheSetting(int inFlight)
    {
        DeliveryOptions options = new() { BatchesInFlightMax = inFlight };
        ArgumentException exception = Assert.Throws<ArgumentException>(options.Validate);
        Assert.Contains(FormattableString.Invariant($"Delivery.BatchesInFlightMax is {inFlight}: it takes 1 to 256"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_EndpointOfAnotherScheme_IsRefused()
    {
        DeliveryOptions options = new();
        options.Endpoints.Add(new Uri("ftp://example.test"));
        Assert.Throws<ArgumentException>(options.Validate);
    }

    private sealed class ContextNotingTransport(AsyncLocal<string?> current) : IBatchTransport
    {
        public TaskCompletionSource<string?> Seen { get; } = new();

        public ValueTask<SendResult> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
        {
            Seen.SetResult(current.Value);
            return new ValueTask<SendResult>(new SendResult(SendStatus.Delivered));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
