using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Contract;

/// <summary>What every snapshot store must do. Run once per implementation.</summary>
public abstract class SnapshotStoreContractTests
{
    protected abstract Task<LogDriver> CreateAsync();

    [Fact]
    public async Task ReadLatestAsync_NoneWritten_IsNull()
    {
        await using LogDriver driver = await CreateAsync();
        Assert.Null(await driver.Snapshots.ReadLatestAsync(Alpha));
        await driver.AppendAsync(Alpha, 0);
        Assert.Null(await driver.Snapshots.ReadLatestAsync(Alpha));
    }

    [Fact]
    public async Task WriteAsync_SeveralOffsets_LatestIsRead()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        for (int offset = 0; offset <= 5; offset++)
            Assert.Equal(SnapshotStatus.Written, await WriteAsync(driver, offset, (byte)offset));
        await AssertLatestAsync(driver, 5, 5);
    }

    [Fact]
    public async Task WriteAsync_OlderThanLatest_IsSuperseded()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        await WriteAsync(driver, 4, 1);
        Assert.Equal(SnapshotStatus.Superseded, await WriteAsync(driver, 3, 2));
        await AssertLatestAsync(driver, 4, 1);
    }

    [Fact]
    public async Task WriteAsync_SameOffset_IsLatestAndTheOneBeforeIsThePrevious()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        await WriteAsync(driver, 2, 1);
        await WriteAsync(driver, 4, 2);
        driver.Clock.Advance(TimeSpan.FromSeconds(1));
        await WriteAsync(driver, 4, 3);
        await AssertLatestAsync(driver, 4, 3);
        driver.DamageLatestSnapshot(Alpha);
        await AssertLatestAsync(driver, 4, 2);
    }

    [Fact]
    public async Task WriteAsync_TwoInOneCommit_BothAreKept()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        driver.HoldCommits();
        Task<SnapshotStatus>[] writes = [WriteAsync(driver, 1, 1), WriteAsync(driver, 2, 2), WriteAsync(driver, 3, 3)];
        driver.ReleaseCommits();
        await Task.WhenAll(writes);
        await AssertLatestAsync(driver, 3, 3);
        driver.DamageLatestSnapshot(Alpha);
        await AssertLatestAsync(driver, 2, 2);
    }

    [Fact]
    public async Task WriteAsync_AheadOfTheLog_Throws()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        await Assert.ThrowsAsync<EventLogException>(() => WriteAsync(driver, 6, 1));
        Assert.Null(await driver.Snapshots.ReadLatestAsync(Alpha));
    }

    [Fact]
    public async Task WriteAsync_RequiresHead_IsWrittenAtTheHeadOnly()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        Assert.Equal(SnapshotStatus.Superseded, await WriteAtHeadAsync(driver, 4, 1));
        Assert.Null(await driver.Snapshots.ReadLatestAsync(Alpha));
        Assert.Equal(SnapshotStatus.Written, await WriteAtHeadAsync(driver, 5, 2));
        await driver.AppendAsync(Alpha, 5);
        Assert.Equal(SnapshotStatus.Superseded, await WriteAtHeadAsync(driver, 5, 3));
        await AssertLatestAsync(driver, 5, 2);
        await Assert.ThrowsAsync<EventLogException>(() => WriteAtHeadAsync(driver, 7, 4));
    }

    [Fact]
    public async Task WriteAsync_RequiresHeadBesideAnAppendInOneCommit_TheirOrderDecides()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        driver.HoldCommits();
        Task<SnapshotStatus> before = WriteAtHeadAsync(driver, 5, 1);
        Task<AppendOutcome> append = driver.AppendAsync(Alpha, 5);
        Task<SnapshotStatus> behind = WriteAtHeadAsync(driver, 5, 2);
        Task<SnapshotStatus> after = WriteAtHeadAsync(driver, 6, 3);
        driver.ReleaseCommits();
        Assert.True((await append).IsCommitted);
        Assert.Equal(
            [SnapshotStatus.Written, SnapshotStatus.Superseded, SnapshotStatus.Written], await Task.WhenAll(before, behind, after));
        await AssertLatestAsync(driver, 6, 3);
        driver.DamageLatestSnapshot(Alpha);
        await AssertLatestAsync(driver, 5, 1);
    }

    [Fact]
    public async Task WriteAsync_RequiresHeadAndIsSuperseded_ChangesNoCell()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        StoredCell cell = new(1, 10_000, new byte[] { 1 });
        SnapshotWrite write = new(Alpha, new Offset(4), new byte[1], false) { RequireHead = true, Cells = [cell] };
        Assert.Equal(SnapshotStatus.Superseded, await driver.Snapshots.WriteAsync(write));
        await WriteAtHeadAsync(driver, 5, 1);
        Assert.Empty(await driver.Cells.ReadCellsAsync(Alpha, new CellRange(1, 0, long.MaxValue), new Offset(5), 10));
    }

    [Fact]
    public async Task WriteAsync_EmptyBytes_AreKept()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(1);
        await driver.Snapshots.WriteAsync(Alpha, new Offset(1), default, hasOpenWindows: false);
        Snapshot? snapshot = await driver.Snapshots.ReadLatestAsync(Alpha);
        Assert.Equal(0, snapshot?.Bytes.Length);
    }

    [Fact]
    public async Task WriteAsync_CommitFails_ThrowsAndKeepsWhatWas()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        await WriteAsync(driver, 1, 1);
        await WriteAsync(driver, 2, 2);
        driver.BreakCommits();
        await Assert.ThrowsAsync<EventLogException>(() => WriteAsync(driver, 3, 3));
        driver.MendCommits();
        await AssertLatestAsync(driver, 2, 2);
        driver.DamageLatestSnapshot(Alpha);
        await AssertLatestAsync(driver, 1, 1);
    }

    [Fact]
    public async Task ReadLatestAsync_AllDamagedAndLogWhole_IsNull()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        await WriteAsync(driver, 2, 1);
        driver.DamageLatestSnapshot(Alpha);
        Assert.Null(await driver.Snapshots.ReadLatestAsync(Alpha));
    }

    [Fact]
    public async Task WriteAsync_TooLong_ThrowsAtTheCall()
    {
        await using LogDriver driver = await CreateAsync();
        Assert.Throws<ArgumentOutOfRangeException>(
            () => { _ = driver.Snapshots.WriteAsync(Alpha, Offset.Start, new byte[Snapshot.LengthBytesMax + 1], false); });
    }

    [Fact]
    public async Task WriteAsync_LongestAllowed_IsReadBackWhole()
    {
        await using LogDriver driver = await CreateAsync();
        byte[] bytes = new byte[Snapshot.LengthBytesMax];
        new Random(7).NextBytes(bytes);
        Assert.Equal(SnapshotStatus.Written, await driver.Snapshots.WriteAsync(Alpha, Offset.Start, bytes, hasOpenWindows: false));
        Snapshot? snapshot = await driver.Snapshots.ReadLatestAsync(Alpha);
        Assert.True(snapshot is not null && bytes.AsSpan().SequenceEqual(snapshot.Bytes.Span));
    }

    [Fact]
    public async Task WriteAsync_ManyWait_TakeHalfTheQueueAndLeaveTheRestToEntries()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(1);
        byte[] bytes = new byte[4 * 1024 * 1024];
        driver.HoldCommits();
        List<Task<SnapshotStatus>> writes = [];
        Task<SnapshotStatus> refused;
        while (!(refused = driver.Snapshots.WriteAsync(Alpha, Offset.Start, bytes, false).AsTask()).IsCompleted)
            writes.Add(refused);
        Assert.Equal(SnapshotStatus.Overloaded, await refused);
        Assert.InRange(writes.Count, 7, 8);
        Assert.True(driver.Log.HasRoomFor(31 * 1024 * 1024));
        Task<AppendOutcome> append = driver.AppendAsync(Alpha, 1, new byte[EntryParts.LengthBytesMax]);
        driver.ReleaseCommits();
        Assert.All(await Task.WhenAll(writes), status => Assert.Equal(SnapshotStatus.Written, status));
        Assert.True((await append).IsCommitted);
    }

    [Fact]
    public async Task WriteAsync_EntriesFillTheQueueOrTheSnapshotIsHuge_OneMayAlwaysWait()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(1);
        driver.HoldCommits();
        Task<SnapshotStatus> huge = driver.Snapshots.WriteAsync(Alpha, Offset.Start, new byte[Snapshot.LengthBytesMax], false).AsTask();
        List<Task<AppendOutcome>> appends = [];
        Task<AppendOutcome> refused;
        while (!(refused = driver.AppendAsync(Alpha, 1 + appends.Count, new byte[8 * 1024 * 1024])).IsCompleted)
            appends.Add(refused);
        Assert.InRange(appends.Count, 3, 4);
        Assert.Equal(SnapshotStatus.Overloaded, await WriteAsync(driver, 0, 1));
        driver.ReleaseCommits();
        Assert.Equal(SnapshotStatus.Written, await huge);
        Assert.All(await Task.WhenAll(appends), outcome => Assert.True(outcome.IsCommitted));
    }

    [Fact]
    public async Task ReadPreviousAsync_NoneOrOneWritten_IsNull()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        Assert.Null(await driver.Snapshots.ReadPreviousAsync(Beta));
        Assert.Null(await driver.Snapshots.ReadPreviousAsync(Alpha));
        await WriteAsync(driver, 2, 1);
        Assert.Null(await driver.Snapshots.ReadPreviousAsync(Alpha));
    }

    [Fact]
    public async Task ReadPreviousAsync_SeveralWritten_IsTheOneBeforeTheLatest()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        for (int offset = 1; offset <= 4; offset++)
        {
            driver.Clock.Advance(TimeSpan.FromSeconds(1));
            await WriteAsync(driver, offset, (byte)offset);
        }
        AssertIs(await driver.Snapshots.ReadPreviousAsync(Alpha), 3, 3);
        driver.DamageLatestSnapshot(Alpha);
        AssertIs(await driver.Snapshots.ReadPreviousAsync(Alpha), 3, 3);
    }

    private async Task<LogDriver> CreateWithEntriesAsync(int count)
    {
        LogDriver driver = await CreateAsync();
        await driver.AppendManyAsync(Alpha, count);
        return driver;
    }

    private static Task<SnapshotStatus> WriteAsync(LogDriver driver, long offset, byte content) =>
        driver.Snapshots.WriteAsync(Alpha, new Offset(offset), new[] { content }, hasOpenWindows: false).AsTask();

    private static Task<SnapshotStatus> WriteAtHeadAsync(LogDriver driver, long offset, byte content) => driver.Snapshots
        .WriteAsync(new SnapshotWrite(Alpha, new Offset(offset), new[] { content }, HasOpenWindows: false) { RequireHead = true }).AsTask();

    private static async Task AssertLatestAsync(LogDriver driver, long offset, byte content) =>
        AssertIs(await driver.Snapshots.ReadLatestAsync(Alpha), offset, content);

    private static void AssertIs(Snapshot? snapshot, long offset, byte content)
    {
        Assert.NotNull(snapshot);
        Assert.Equal((offset, content), (snapshot.Offset.Value, Assert.Single(snapshot.Bytes.ToArray())));
    }
}
