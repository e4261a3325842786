using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Contract;

/// <summary>What every event log must do. Run once per implementation.</summary>
public abstract class EventLogContractTests
{
    protected abstract Task<LogDriver> CreateAsync();

    [Fact]
    public async Task AppendAsync_AtHead_IsCommittedAndReadBack()
    {
        await using LogDriver driver = await CreateAsync();
        AppendOutcome outcome = await driver.Log.AppendAsync(
            Alpha, Offset.Start, new EntryParts("head|"u8.ToArray(), "body"u8.ToArray()));
        Assert.Equal(new AppendOutcome(AppendStatus.Committed, new Offset(1)), outcome);
        (Offset offset, byte[] bytes) = Assert.Single(await driver.ReadAllAsync(Alpha));
        Assert.Equal(Offset.Start, offset);
        Assert.Equal("head|body"u8, bytes);
    }

    [Fact]
    public async Task AppendAsync_EmptyEntry_IsKept()
    {
        await using LogDriver driver = await CreateAsync();
        await driver.AppendAsync(Alpha, 0, []);
        await driver.AppendAsync(Alpha, 1, [7]);
        Assert.Equal([0, 1], (await driver.ReadAllAsync(Alpha)).Select(entry => entry.Bytes.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(9)]
    public async Task AppendAsync_ExpectedIsNotHead_IsConflictWithTheActualHead(long expected)
    {
        await using LogDriver driver = await CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        AppendOutcome outcome = await driver.AppendAsync(Alpha, expected);
        Assert.Equal(new AppendOutcome(AppendStatus.Conflict, new Offset(1)), outcome);
        await driver.AssertHoldsAsync(Alpha, 1);
    }

    [Fact]
    public async Task AppendAsync_Pipelined_AllCommittedInOrder()
    {
        await using LogDriver driver = await CreateAsync();
        AppendOutcome[] outcomes = await driver.AppendManyAsync(Alpha, 500);
        Assert.All(outcomes, outcome => Assert.True(outcome.IsCommitted));
        Assert.Equal(Enumerable.Range(1, 500), outcomes.Select(outcome => (int)outcome.Head.Value));
        await driver.AssertHoldsAsync(Alpha, 500);
    }

    [Fact]
    public async Task AppendAsync_TwoWritersOfOneStream_OneWinsEachOffset()
    {
        await using LogDriver driver = await CreateAsync();
        driver.HoldCommits();
        List<Task<AppendOutcome>> first = [.. Enumerable.Range(0, 20).Select(i => driver.AppendAsync(Alpha, i))];
        List<Task<AppendOutcome>> second = [.. Enumerable.Range(0, 20).Select(i => driver.AppendAsync(Alpha, i))];
        driver.ReleaseCommits();
        Assert.All(await Task.WhenAll(first), outcome => Assert.True(outcome.IsCommitted));
        Assert.All(await Task.WhenAll(second), outcome => Assert.Equal(AppendStatus.Conflict, outcome.Status));
        await driver.AssertHoldsAsync(Alpha, 20);
    }

    [Fact]
    public async Task AppendAsync_ManyWaiting_ShareCommits()
    {
        await using LogDriver driver = await CreateAsync();
        driver.HoldCommits();
        Task<AppendOutcome[]> alpha = driver.AppendManyAsync(Alpha, 600);
        Task<AppendOutcome[]> beta = driver.AppendManyAsync(Beta, 400);
        driver.ReleaseCommits();
        await Task.WhenAll(alpha, beta);
        // The first may have been taken up alone before the others came.
        Assert.InRange(driver.CommitCount, 1, 2);
        await driver.AssertHoldsAsync(Alpha, 600);
        await driver.AssertHoldsAsync(Beta, 400);
    }

    [Fact]
    public async Task AppendAsync_CommitFails_ThrowsAndWritesNothing()
    {
        await using LogDriver driver = await CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        driver.BreakCommits();
        EventLogException exception = await Assert.ThrowsAsync<EventLogException>(() => driver.AppendAsync(Alpha, 1));
        Assert.Equal((Alpha, new Offset(1)), (exception.Stream, exception.Offset));
        driver.MendCommits();
        Assert.Equal(new Offset(1), await driver.Log.GetHeadAsync(Alpha));
        await driver.AssertHoldsAsync(Alpha, 1);
    }

    [Fact]
    public async Task AppendAsync_PipelinedBehindAFailedOne_NeverCommitsAhead()
    {
        await using LogDriver driver = await CreateAsync();
        driver.BreakCommits();
        await Assert.ThrowsAsync<EventLogException>(() => driver.AppendAsync(Alpha, 0));
        driver.MendCommits();
        Assert.Equal(new AppendOutcome(AppendStatus.Conflict, Offset.Start), await driver.AppendAsync(Alpha, 1));
        Assert.True((await driver.AppendAsync(Alpha, 0)).IsCommitted);
        await driver.AssertHoldsAsync(Alpha, 1);
    }

    [Fact]
    public async Task AppendAsync_OtherStreamsAfterAFailure_Commit()
    {
        await using LogDriver driver = await CreateAsync();
        driver.BreakCommits();
        await Assert.ThrowsAsync<EventLogException>(() => driver.AppendAsync(Alpha, 0));
        driver.MendCommits();
        await driver.AppendManyAsync(Beta, 3);
        await driver.AssertHoldsAsync(Beta, 3);
        Assert.Equal([Beta], (await driver.Log.ListStreamsAsync()).Select(stream => stream.Stream));
    }

    [Fact]
    public async Task AppendAsync_CancelledBefore_WritesNothing()
    {
        await using LogDriver driver = await CreateAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => driver.Log.AppendAsync(Alpha, Offset.Start, new EntryParts(new byte[1]), new CancellationToken(true)).AsTask());
        Assert.Equal(Offset.Start, await driver.Log.GetHeadAsync(Alpha));
    }

    [Fact]
    public async Task AppendAsync_ArgumentsOutOfRange_ThrowAtTheCall()
    {
        await using LogDriver driver = await CreateAsync();
        Assert.ThrowsAny<ArgumentException>(() => { _ = driver.Log.AppendAsync(new StreamName(""), Offset.Start, default); });
        Assert.ThrowsAny<ArgumentException>(() => { _ = driver.Log.AppendAsync(default, Offset.Start, default); });
        Assert.ThrowsAny<ArgumentException>(() => { _ = driver.Log.AppendAsync(new StreamName(new string('x', 1025)), Offset.Start, default); });
        Assert.ThrowsAny<ArgumentException>(() => { _ = driver.Log.AppendAsync(new StreamName("\ud800"), Offset.Start, default); });
        Assert.ThrowsAny<ArgumentException>(() => { _ = driver.Log.AppendAsync(Alpha, new Offset(-1), default); });
        Assert.ThrowsAny<ArgumentException>(
            () => { _ = driver.Log.AppendAsync(Alpha, Offset.Start, new EntryParts(new byte[EntryParts.LengthBytesMax + 1])); });
    }

    [Fact]
    public async Task AppendAsync_QueueFull_IsOverloadedAtOnceAndRecovers()
    {
        await using LogDriver driver = await CreateAsync();
        byte[] large = new byte[8 * 1024 * 1024];
        driver.HoldCommits();
        List<Task<AppendOutcome>> appends = [];
        Task<AppendOutcome> refused;
        while (!(refused = driver.AppendAsync(Alpha, appends.Count, large)).IsCompleted)
            appends.Add(refused);
        Assert.Equal(new AppendOutcome(AppendStatus.Overloaded, new Offset(appends.Count)), await refused);
        Assert.False(driver.Log.HasRoomFor(large.Length));
        driver.ReleaseCommits();
        Assert.All(await Task.WhenAll(appends), outcome => Assert.True(outcome.IsCommitted));
        Assert.True((await driver.AppendAsync(Alpha, appends.Count)).IsCommitted);
        Assert.True(driver.Log.HasRoomFor(large.Length));
    }

    [Fact]
    public async Task AppendAsync_AfterDispose_Throws()
    {
        await using LogDriver driver = await CreateAsync();
        await driver.Log.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await driver.AppendAsync(Alpha, 0));
    }

    [Fact]
    public async Task DisposeAsync_AppendsInFlight_AreCommitted()
    {
        await using LogDriver driver = await CreateAsync();
        driver.HoldCommits();
        Task<AppendOutcome[]> appends = driver.AppendManyAsync(Alpha, 10);
        driver.ReleaseCommits();
        await driver.Log.DisposeAsync();
        Assert.All(await appends, outcome => Assert.True(outcome.IsCommitted));
    }

    [Fact]
    public async Task ReadAsync_FromTheMiddle_StartsThere()
    {
        await using LogDriver driver = await CreateAsync();
        await driver.AppendManyAsync(Alpha, 30);
        await driver.AppendManyAsync(Alpha, 30, first: 30);
        for (int from = 0; from <= 60; from++)
            await driver.AssertHoldsAsync(Alpha, 60, from);
    }

    [Fact]
    public async Task ReadAsync_UnknownStream_IsEmpty()
    {
        await using LogDriver driver = await CreateAsync();
        Assert.Empty(await driver.ReadAllAsync(Alpha));
        Assert.Equal(Offset.Start, await driver.Log.GetHeadAsync(Alpha));
    }

    [Fact]
    public async Task ReadAsync_BeyondHead_Throws()
    {
        await using LogDriver driver = await CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        Assert.Empty(await driver.ReadAllAsync(Alpha, from: 1));
        await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Alpha, from: 2));
        await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Beta, from: 1));
    }

    [Fact]
    public async Task ReadAsync_WhileAppending_EndsAtTheHeadItBeganWith()
    {
        await using LogDriver driver = await CreateAsync();
        await driver.AppendManyAsync(Alpha, 10);
        int count = 0;
        await foreach (LogEntry entry in driver.Log.ReadAsync(Alpha, Offset.Start))
        {
            await driver.AppendAsync(Alpha, 10 + count);
            Assert.Equal(count++, entry.Offset.Value);
        }
        Assert.Equal(10, count);
    }

    [Fact]
    public async Task FindCommittedFromAsync_AnyTime_NothingCommittedSinceLiesBefore()
    {
        await using LogDriver driver = await CreateAsync();
        long start = driver.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (int entry = 0; entry < 20; entry++)
        {
            await driver.AppendAsync(Alpha, entry);
            if (entry % 3 == 0)
                await driver.AppendAsync(Beta, entry / 3);
            driver.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        for (int second = -1; second <= 20; second++)
        {
            long time = start + (second * 1_000L);
            Assert.InRange((await driver.Log.FindCommittedFromAsync(Alpha, time)).Value, 0, Math.Clamp(second, 0, 20));
            Assert.InRange((await driver.Log.FindCommittedFromAsync(Beta, time)).Value, 0, (Math.Clamp(second, 0, 20) + 2) / 3);
        }

        Assert.Equal(Offset.Start, await driver.Log.FindCommittedFromAsync(new StreamName("endpoint/never"), start));
    }

    [Fact]
    public async Task ListStreamsAsync_EntriesAndSnapshots_AreListed()
    {
        await using LogDriver driver = await CreateAsync();
        await driver.AppendManyAsync(Alpha, 5);
        await driver.Snapshots.WriteAsync(Alpha, new Offset(4), new byte[3], hasOpenWindows: true);
        await driver.AppendAsync(Beta, 0);
        Assert.Equal(
            [new StreamInfo(Alpha, Offset.Start, new Offset(5), new Offset(4), true), new StreamInfo(Beta, Offset.Start, new Offset(1), null, false)],
            (await driver.Log.ListStreamsAsync()).OrderBy(stream => stream.Stream.Value, StringComparer.Ordinal));
    }

    [Fact]
    public async Task FindStreamAsync_Streams_AreFoundAsListed()
    {
        await using LogDriver driver = await CreateAsync();
        Assert.Null(await driver.Log.FindStreamAsync(Alpha));
        await driver.AppendManyAsync(Alpha, 5);
        await driver.AppendAsync(Beta, 0);
        foreach (StreamInfo info in await driver.Log.ListStreamsAsync())
            Assert.Equal(info, await driver.Log.FindStreamAsync(info.Stream));
    }
}
