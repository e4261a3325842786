using Pipeline.EventLog.Frames;
using Pipeline.EventLog.Sqlite;
using Pipeline.EventLog.Tests.Contract;
using Pipeline.EventLog.Verification;
using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Sqlite;

public sealed class SqliteDurabilityTests
{
    [Fact]
    public async Task OpenAsync_AfterDispose_ContinuesWhereItWas()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        await driver.AppendManyAsync(Alpha, 10);
        await driver.Snapshots.WriteAsync(Alpha, new Offset(7), new byte[] { 1 }, hasOpenWindows: true);
        await driver.ReopenAsync();
        Assert.Equal([new StreamInfo(Alpha, Offset.Start, new Offset(10), new Offset(7), true)], await driver.Log.ListStreamsAsync());
        Assert.Equal(7, (await driver.Snapshots.ReadLatestAsync(Alpha))?.Offset.Value);
        await driver.AppendManyAsync(Alpha, 10, first: 10);
        await driver.AssertHoldsAsync(Alpha, 20);
    }

    [Fact]
    public async Task DisposeAsync_LeavesOneDatabaseFile()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        await driver.AppendManyAsync(Alpha, 10);
        await driver.AssertHoldsAsync(Alpha, 10);
        await driver.CloseAsync();
        Assert.Equal(["events.db", "events.lock", "events.lock.pid"], Directory.GetFiles(driver.Options.DataDirectory).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task ReadAsync_OverManySealedRanges_StartsAnywhere()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        // Closing seals a range, so this makes eight of them, Beta being in every third.
        for (int range = 0; range < 8; range++)
        {
            await driver.AppendManyAsync(Alpha, 5, first: range * 5);
            if (range % 3 == 0)
                await driver.AppendManyAsync(Beta, 2, first: range / 3 * 2);
            await driver.ReopenAsync();
        }
        await driver.AppendManyAsync(Alpha, 5, first: 40);
        for (int from = 0; from <= 45; from++)
            await driver.AssertHoldsAsync(Alpha, 45, from);
        for (int from = 0; from <= 6; from++)
            await driver.AssertHoldsAsync(Beta, 6, from);
        Assert.Equal(8L, driver.Query<long>("SELECT count(*) FROM ranges"));
    }

    [Theory]
    [InlineData(FrameKey.RowBytes - EntryFraming.HeaderBytes - 1)]
    [InlineData(FrameKey.RowBytes - EntryFraming.HeaderBytes)]
    [InlineData(FrameKey.RowBytes - EntryFraming.HeaderBytes + 1)]
    [InlineData((2 * FrameKey.RowBytes) - EntryFraming.HeaderBytes)]
    [InlineData(5_000_000)]
    [InlineData(EntryParts.LengthBytesMax)]
    public async Task AppendAsync_EntryOverSeveralRows_IsReadBackWhole(int length)
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        byte[] large = new byte[length];
        new Random(length).NextBytes(large);
        driver.HoldCommits();
        Task<AppendOutcome>[] appends = [driver.AppendAsync(Alpha, 0, large), driver.AppendAsync(Beta, 0, large), driver.AppendAsync(Alpha, 1, [5])];
        driver.ReleaseCommits();
        await Task.WhenAll(appends);
        await driver.ReopenAsync();
        List<(Offset Offset, byte[] Bytes)> entries = await driver.ReadAllAsync(Alpha);
        Assert.True(large.AsSpan().SequenceEqual(entries[0].Bytes));
        Assert.Equal([5], entries[1].Bytes);
        (_, byte[] beta) = Assert.Single(await driver.ReadAllAsync(Beta));
        Assert.True(large.AsSpan().SequenceEqual(beta));
        Assert.True((await EventLogVerifier.VerifyAsync(driver.Options.DataDirectory)).IsSound);
    }

    [Fact]
    public async Task AppendAsync_MoreThanAFrameHolds_IsCutIntoFrames()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync(options => options.FrameBytesMax = 64 * 1024);
        driver.HoldCommits();
        Task<AppendOutcome[]> appends = Task.WhenAll(Enumerable.Range(0, 100).Select(i => driver.AppendAsync(Alpha, i, new byte[10_000])));
        driver.ReleaseCommits();
        await appends;
        // Seven entries reach 64 KiB; the first may have been taken up alone.
        Assert.InRange(driver.CommitCount, 15, 16);
    }

    [Fact]
    public async Task AppendAsync_ClockSetBack_FramesKeepTheirOrder()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        driver.Clock.Jump(driver.Clock.GetUtcNow() - TimeSpan.FromHours(1));
        await driver.AppendAsync(Alpha, 1);
        await driver.ReopenAsync();
        await driver.AppendAsync(Alpha, 2);
        Assert.Equal(1L, driver.Query<long>("SELECT count(DISTINCT committed_at) FROM frames"));
    }

    [Fact]
    public async Task AppendAsync_AnotherProcessHoldsTheDatabase_FailsAfterTheTimeoutAndRecovers()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync(options => options.LockTimeout = TimeSpan.FromMilliseconds(20));
        driver.HoldCommits();
        EventLogException exception = await Assert.ThrowsAsync<EventLogException>(() => driver.AppendAsync(Alpha, 0));
        Assert.Contains("locked", exception.Message, StringComparison.Ordinal);
        driver.ReleaseCommits();
        Assert.True((await driver.AppendAsync(Alpha, 0)).IsCommitted);
        Assert.Equal(1, driver.Sqlite.Instruments.Statistics.FailedCommits);
    }

    [Fact]
    public async Task AppendAsync_DatabaseFull_FailsUntilRetentionMakesRoom()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync(options => options.DatabaseBytesMax = 2 * 1024 * 1024);
        byte[] body = new byte[100_000];
        int count = 0;
        EventLogException? failure = null;
        while (failure is null && count < 100)
        {
            failure = (EventLogException?)await Record.ExceptionAsync(() => driver.AppendAsync(Alpha, count, body));
            if (failure is null)
                count++;
        }
        Assert.Contains("full", failure?.Message, StringComparison.Ordinal);
        Assert.InRange(count, 15, 20);
        Assert.Equal(new Offset(count), await driver.Log.GetHeadAsync(Alpha));
        Assert.Equal(count, (await driver.ReadAllAsync(Alpha)).Count);

        await driver.Snapshots.WriteAsync(Alpha, new Offset(count - 1), new byte[1], hasOpenWindows: false);
        await driver.Snapshots.WriteAsync(Alpha, new Offset(count), new byte[1], hasOpenWindows: false);
        driver.Clock.Jump(driver.Clock.GetUtcNow() + driver.Options.Retention.Age!.Value + TimeSpan.FromDays(1));
        await driver.Sqlite.ApplyRetentionAsync();
        Assert.True((await driver.AppendAsync(Alpha, count, body)).IsCommitted);
    }

    [Fact]
    public async Task AppendAsync_SealingFails_CommitsGoOnAndNothingIsLost()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        driver.Execute("CREATE TRIGGER broken_ranges BEFORE INSERT ON ranges BEGIN SELECT raise(ABORT, 'broken by the test'); END");
        for (int i = 0; i < 4; i++)
            await driver.AppendAsync(Alpha, i);
        await driver.ReopenAsync();
        Assert.Equal(0L, driver.Query<long>("SELECT count(*) FROM ranges"));
        await driver.AssertHoldsAsync(Alpha, 4);
        driver.Execute("DROP TRIGGER broken_ranges");
        await driver.ReopenAsync();
        Assert.Equal(1L, driver.Query<long>("SELECT count(*) FROM ranges"));
        await driver.AssertHoldsAsync(Alpha, 4);
    }

    [Fact]
    public async Task AppendAsync_ThousandsOfCommits_SealsByItself()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync(options => options.FrameBytesMax = 64 * 1024);
        // A frame of 64 KiB a commit: 64 MiB of tail after about a thousand.
        byte[] body = new byte[70_000];
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => driver.AppendAsync(Alpha, i, body)));
        await Task.WhenAll(Enumerable.Range(400, 400).Select(i => driver.AppendAsync(Alpha, i, body)));
        await Task.WhenAll(Enumerable.Range(800, 300).Select(i => driver.AppendAsync(Alpha, i, body)));
        Assert.Equal(1L, driver.Query<long>("SELECT count(*) FROM ranges"));
        Assert.Equal(1100, (await driver.ReadAllAsync(Alpha)).Count);
        Assert.True((await EventLogVerifier.VerifyAsync(driver.Options.DataDirectory)).IsSound);
    }

    [Fact]
    public async Task Statistics_LargeCommit_WriteAmplificationIsSmall()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        // What a commit wrote is measured after its writers are answered; whatever is queued behind it waits for that.
        await driver.Sqlite.ApplyRetentionAsync();
        EventLogStatistics before = driver.Sqlite.Instruments.Statistics;
        driver.HoldCommits();
        Task<AppendOutcome[]> appends = Task.WhenAll(
            Enumerable.Range(0, 500).Select(i => driver.AppendAsync(new StreamName($"endpoint/{i % 100}"), i / 100, new byte[2000])));
        driver.ReleaseCommits();
        await appends;
        await driver.Sqlite.ApplyRetentionAsync();
        EventLogStatistics after = driver.Sqlite.Instruments.Statistics;
        Assert.Equal(500, after.Entries - before.Entries);
        Assert.InRange((after.WalBytes - before.WalBytes) / (double)(after.EntryBytes - before.EntryBytes), 1.0, 1.1);
    }
}
