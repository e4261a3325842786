using Pipeline.EventLog.Retention;
using Pipeline.EventLog.Tests.Contract;
using Pipeline.EventLog.Verification;
using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Sqlite;

public sealed class SqliteRetentionTests
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(7);

    [Fact]
    public async Task ApplyRetentionAsync_OldFrames_AreRemovedUpToWhatReplayNeeds()
    {
        await using SqliteLogDriver driver = await CreateAsync(frames: 10, snapshots: [6, 8]);
        Pass(driver, Age + TimeSpan.FromSeconds(1));
        RetentionResult result = await driver.Sqlite.ApplyRetentionAsync();
        Assert.Equal((8, Alpha), (result.Frames, result.NeededBy));
        await driver.AssertHoldsAsync(Alpha, 10, from: 8);
        EventLogException exception = await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Alpha, from: 7));
        Assert.Contains("oldest kept is 8", exception.Message, StringComparison.Ordinal);
        await AssertSoundAsync(driver);
    }

    [Fact]
    public async Task ApplyRetentionAsync_PreviousSnapshotIsPast_LatestIsNotCopied()
    {
        await using SqliteLogDriver driver = await CreateAsync(frames: 10, snapshots: [6, 8]);
        driver.Execute("UPDATE frames SET committed_at = committed_at + 1000000000000 WHERE key >= 4096 * 7");
        Pass(driver, Age + TimeSpan.FromSeconds(1));
        Assert.Equal(6, (await driver.Sqlite.ApplyRetentionAsync()).Frames);
        Assert.Equal(6L, driver.Query<long>("SELECT min(stream_offset) FROM snapshots"));
    }

    [Fact]
    public async Task ApplyRetentionAsync_LatestSnapshotDamaged_PreviousAndItsEntriesAreKept()
    {
        await using SqliteLogDriver driver = await CreateAsync(frames: 10, snapshots: [6, 8]);
        driver.DamageLatestSnapshot(Alpha);
        Pass(driver, 2 * Age);
        Assert.Equal(6, (await driver.Sqlite.ApplyRetentionAsync()).Frames);
        Assert.Equal(6, (await driver.Snapshots.ReadLatestAsync(Alpha))?.Offset.Value);
        await driver.AssertHoldsAsync(Alpha, 10, from: 6);
    }

    [Fact]
    public async Task ApplyRetentionAsync_SilentStream_ItsLatestSnapshotIsKeptTwice()
    {
        await using SqliteLogDriver driver = await CreateAsync(frames: 5, snapshots: [5]);
        Pass(driver, 2 * Age);
        Assert.Equal(new RetentionResult(5, driver.Query<long>("SELECT sum(length(entries)) FROM frames"), null), await driver.Sqlite.ApplyRetentionAsync());
        Assert.Equal(2L, driver.Query<long>("SELECT count(*) FROM snapshots WHERE stream_offset = 5"));
        driver.DamageLatestSnapshot(Alpha);
        Assert.Equal(5, (await driver.Snapshots.ReadLatestAsync(Alpha))?.Offset.Value);
        Assert.Empty(await driver.ReadAllAsync(Alpha, from: 5));
        await AssertSoundExceptAsync(driver, "a snapshot is damaged");
    }

    [Fact]
    public async Task ApplyRetentionAsync_YoungFrames_AreKept()
    {
        await using SqliteLogDriver driver = await CreateAsync(frames: 4, snapshots: [4]);
        await driver.Snapshots.WriteAsync(Alpha, new Offset(3), new byte[1], false);
        Pass(driver, Age / 2);
        await driver.AppendAsync(Alpha, 4);
        await driver.Snapshots.WriteAsync(Alpha, new Offset(5), new byte[1], false);
        Pass(driver, (Age / 2) + TimeSpan.FromSeconds(1));
        Assert.Equal(4, (await driver.Sqlite.ApplyRetentionAsync()).Frames);
        await driver.AssertHoldsAsync(Alpha, 5, from: 4);
    }

    [Fact]
    public async Task ApplyRetentionAsync_NoSnapshot_NothingIsRemoved()
    {
        await using SqliteLogDriver driver = await CreateAsync(frames: 5, snapshots: []);
        Pass(driver, 2 * Age);
        Assert.Equal(new RetentionResult(0, 0, Alpha), await driver.Sqlite.ApplyRetentionAsync());
        await driver.AssertHoldsAsync(Alpha, 5);
    }

    [Fact]
    public async Task ApplyRetentionAsync_OtherStreamNeedsAFrame_ItAndLaterOnesAreKept()
    {
        await using SqliteLogDriver driver = await CreateAsync(frames: 3, snapshots: [2, 3]);
        await driver.AppendAsync(Beta, 0);
        await driver.AppendManyAsync(Alpha, 1, first: 3);
        Pass(driver, 2 * Age);
        await driver.Snapshots.WriteAsync(Alpha, new Offset(4), new byte[1], false);
        RetentionResult result = await driver.Sqlite.ApplyRetentionAsync();
        Assert.Equal((3, Beta), (result.Frames, result.NeededBy));
        await driver.AssertHoldsAsync(Beta, 1);
        await driver.AssertHoldsAsync(Alpha, 4, from: 3);
    }

    [Fact]
    public async Task ReadLatestAsync_NoSnapshotWholeAndEntriesRemoved_Throws()
    {
        await using SqliteLogDriver driver = await CreateAsync(frames: 10, snapshots: [6, 8]);
        Pass(driver, 2 * Age);
        await driver.Sqlite.ApplyRetentionAsync();
        driver.Execute("UPDATE snapshots SET bytes = x'00'");
        EventLogException exception = await Assert.ThrowsAsync<EventLogException>(async () => await driver.Snapshots.ReadLatestAsync(Alpha));
        Assert.True(exception.IsStateLost);
    }

    [Fact]
    public async Task ApplyRetentionAsync_StreamOfCheckpointsWithASnapshotAfterEach_HoldsNothingUp()
    {
        await using SqliteLogDriver driver = await CreateAsync(frames: 0, snapshots: []);
        for (int entry = 0; entry < 6; entry++)
        {
            await driver.AppendAsync(Beta, entry);
            SnapshotWrite write = new(Beta, new Offset(entry + 1), new[] { (byte)entry }, HasOpenWindows: false) { RequireHead = true };
            Assert.Equal(SnapshotStatus.Written, await driver.Snapshots.WriteAsync(write));
        }

        Pass(driver, 2 * Age);
        RetentionResult result = await driver.Sqlite.ApplyRetentionAsync();
        Assert.Equal(6, result.Frames);
        Assert.Null(result.NeededBy);
        Assert.Equal(6, (await driver.Snapshots.ReadLatestAsync(Beta))?.Offset.Value);
    }

    [Fact]
    public async Task ApplyRetentionAsync_AllFramesGone_PositionsAndOffsetsGoOn()
    {
        await using SqliteLogDriver driver = await CreateAsync(frames: 3, snapshots: [3]);
        Pass(driver, 2 * Age);
        Assert.Equal(3, (await driver.Sqlite.ApplyRetentionAsync()).Frames);
        await driver.ReopenAsync();
        Assert.Equal(new Offset(3), await driver.Log.GetHeadAsync(Alpha));
        Assert.Empty(await driver.ReadAllAsync(Alpha, from: 3));
        await driver.AppendAsync(Alpha, 3);
        Assert.Equal(4L, driver.Query<long>("SELECT max(key) >> 12 FROM frames"));
        await driver.ReopenAsync();
        await driver.AssertHoldsAsync(Alpha, 4, from: 3);
        await AssertSoundAsync(driver);
        Pass(driver, 2 * Age);
        await driver.Snapshots.WriteAsync(Alpha, new Offset(4), new byte[1], false);
        Assert.Equal(1, (await driver.Sqlite.ApplyRetentionAsync()).Frames);
        Assert.Equal(1L, driver.Query<long>("SELECT count(*) FROM ranges"));
    }

    [Fact]
    public async Task ApplyRetentionAsync_ManyFrames_GoesInStepsAndPagesAreUsedAgain()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync(options => options.Retention = new RetentionOptions
        {
            Age = Age,
            StepBytesMax = 64 * 1024,
        });
        byte[] body = new byte[30_000];
        for (int i = 0; i < 40; i++)
            await driver.AppendAsync(Alpha, i, body);
        await driver.Snapshots.WriteAsync(Alpha, new Offset(39), new byte[1], false);
        Pass(driver, 2 * Age);
        long pagesBefore = driver.Query<long>("PRAGMA page_count");
        Assert.Equal(39, (await driver.Sqlite.ApplyRetentionAsync()).Frames);
        Assert.InRange(driver.Query<long>("PRAGMA freelist_count"), 100, 200);
        for (int i = 40; i < 70; i++)
            await driver.AppendAsync(Alpha, i, body);
        Assert.InRange(driver.Query<long>("PRAGMA page_count"), 0, pagesBefore + 3);
        Assert.Equal(31, (await driver.ReadAllAsync(Alpha, from: 39)).Count);
    }

    [Fact]
    public async Task Timer_IntervalPasses_RemovesByItself()
    {
        await using SqliteLogDriver driver = await CreateAsync(frames: 3, snapshots: [2, 3]);
        driver.Clock.Advance(Age + TimeSpan.FromHours(1));
        // Maintenance is handled in the order of the queue, so the timer's own pass is through when a commit after it is.
        await driver.AppendAsync(Beta, 0);
        await driver.Sqlite.ApplyRetentionAsync();
        Assert.Equal(1L, driver.Query<long>("SELECT count(*) FROM frames"));
    }

    [Fact]
    public async Task ApplyRetentionAsync_AgeIsNull_KeepsEverything()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync(options => options.Retention.Age = null);
        await driver.AppendAsync(Alpha, 0);
        Pass(driver, TimeSpan.FromDays(10_000));
        Assert.Equal(default, await driver.Sqlite.ApplyRetentionAsync());
    }

    private static async Task<SqliteLogDriver> CreateAsync(int frames, long[] snapshots)
    {
        SqliteLogDriver driver = await SqliteLogDriver.CreateAsync(options => options.Retention.Age = Age);
        for (int i = 0; i < frames; i++)
            await driver.AppendAsync(Alpha, i);
        foreach (long offset in snapshots)
            await driver.Snapshots.WriteAsync(Alpha, new Offset(offset), new byte[] { 1 }, hasOpenWindows: false);
        return driver;
    }

    /// <summary>Lets time pass without firing the log's own timer, whose pass would race with the test's.</summary>
    private static void Pass(SqliteLogDriver driver, TimeSpan time) => driver.Clock.Jump(driver.Clock.GetUtcNow() + time);

    private static async Task AssertSoundExceptAsync(SqliteLogDriver driver, string expected) =>
        Assert.All((await EventLogVerifier.VerifyAsync(driver.Options.DataDirectory)).Problems, problem => Assert.Contains(expected, problem, StringComparison.Ordinal));

    private static async Task AssertSoundAsync(SqliteLogDriver driver) =>
        Assert.Empty((await EventLogVerifier.VerifyAsync(driver.Options.DataDirectory)).Problems);
}
