using Pipeline.EventLog.Redis.Retention;
using Pipeline.EventLog.Tests.Contract;
using StackExchange.Redis;
using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Redis;

/// <summary>What lies in Redis: damage is noticed, and retention removes what may go, and nothing else.</summary>
public sealed class RedisStorageTests
{
    private const string Entries = "pipeline:log:e:endpoint/alpha";
    private const string Cells = "pipeline:log:c:endpoint/alpha";

    [Fact]
    public async Task ReadAsync_EntryMissing_ThrowsAtItsOffset()
    {
        await using RedisLogDriver driver = await CreateAsync(5);
        driver.Database.StreamDelete(Entries, [driver.Database.StreamRange(Entries)[2].Id]);
        EventLogException damage = await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Alpha));
        Assert.Equal(new Offset(2), damage.Offset);
        await driver.AssertHoldsAsync(Alpha, 5, from: 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(13)]
    public async Task ReadAsync_BitFlipped_ThrowsAtItsOffset(int byteIndex)
    {
        await using RedisLogDriver driver = await CreateAsync(3);
        StreamEntry[] entries = driver.Database.StreamRange(Entries);
        driver.Database.Execute("XTRIM", Entries, "MAXLEN", 0);
        driver.Database.KeyDelete(Entries);
        foreach (StreamEntry entry in entries)
        {
            byte[] bytes = (byte[])entry.Values[0].Value!;
            if (entry.Id == entries[1].Id)
                bytes[byteIndex] ^= 1;
            driver.Database.StreamAdd(Entries, "e", bytes, entry.Id);
        }

        EventLogException damage = await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Alpha));
        Assert.Equal(new Offset(1), damage.Offset);
        await driver.AssertHoldsAsync(Alpha, 3, from: 2);
    }

    [Fact]
    public async Task ReadAsync_EntriesOfAnotherStream_AreDamage()
    {
        await using RedisLogDriver driver = await CreateAsync(2);
        await driver.AppendManyAsync(Beta, 2);
        driver.Database.KeyCopy("pipeline:log:e:endpoint/beta", Entries, replace: true);
        await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Alpha));
    }

    [Fact]
    public async Task AppendAsync_HeadBehindTheEntries_IsAnErrorAndWritesNothing()
    {
        await using RedisLogDriver driver = await CreateAsync(3);
        driver.Database.HashSet("pipeline:log:m:endpoint/alpha", "h", 1);
        await driver.ReopenAsync();
        await Assert.ThrowsAsync<EventLogException>(() => driver.AppendAsync(Alpha, 1));
        Assert.Equal(3, driver.Database.StreamLength(Entries));
    }

    [Fact]
    public async Task AppendAsync_HeadIsNoNumber_FailsThatStreamAlone()
    {
        await using RedisLogDriver driver = await CreateAsync(3);
        driver.Database.HashSet("pipeline:log:m:endpoint/alpha", "h", "damaged");
        await Assert.ThrowsAsync<EventLogException>(() => driver.AppendAsync(Alpha, 3));
        // The next ones share a commit, which reads the head of the first stream before it writes.
        driver.HoldCommits();
        Task<AppendOutcome> before = driver.AppendAsync(Beta, 0);
        Task<AppendOutcome> damaged = driver.AppendAsync(Alpha, 3);
        Task<AppendOutcome> beside = driver.AppendAsync(Beta, 1);
        driver.ReleaseCommits();
        Assert.True((await before).IsCommitted);
        EventLogException failure = await Assert.ThrowsAsync<EventLogException>(() => damaged);
        Assert.Contains("head in Redis is damaged", failure.Message, StringComparison.Ordinal);
        Assert.True((await beside).IsCommitted);
    }

    [Fact]
    public async Task ReadCellsAsync_BitFlippedOrBytesMissing_IsCellDamage()
    {
        await using RedisLogDriver driver = await CreateAsync(3);
        SnapshotWrite write = new(Alpha, new Offset(3), new byte[1], false) { Cells = [new StoredCell(1, 10_000, new byte[] { 1, 2 })] };
        await driver.Snapshots.WriteAsync(write);
        RedisValue field = driver.Database.HashGetAll(Cells).Single(entry => entry.Name.ToString().Contains(':', StringComparison.Ordinal)).Name;
        driver.Database.HashSet(Cells, field, new byte[] { 1, 3 });
        Assert.True((await ReadCellsAsync(driver)).IsCellDamaged);
        driver.Database.HashDelete(Cells, field);
        Assert.True((await ReadCellsAsync(driver)).IsCellDamaged);
        driver.Database.KeyDelete(Cells);
        Assert.True((await ReadCellsAsync(driver)).IsCellDamaged);
    }

    [Fact]
    public async Task ReadCellsAsync_ManyAndLarge_ComeInPagesAsOne()
    {
        await using RedisLogDriver driver = await CreateAsync(3);
        StoredCell[] cells = [.. Enumerable.Range(0, 400).Select(i => new StoredCell(3, i * 1_000L, new byte[i % 50 == 0 ? 700_000 : 100]))];
        await driver.Snapshots.WriteAsync(new SnapshotWrite(Alpha, new Offset(3), new byte[1], false) { Cells = cells });
        IReadOnlyList<StoredCell> read = await driver.Cells.ReadCellsAsync(Alpha, new CellRange(3, 0, long.MaxValue), new Offset(3), 390);
        Assert.Equal(cells.Take(390).Select(cell => (cell.StartUnixMs, cell.Bytes.Length)), read.Select(cell => (cell.StartUnixMs, cell.Bytes.Length)));
    }

    [Fact]
    public async Task ReadAsync_ManyAndLarge_ComeInPagesAsOne()
    {
        await using RedisLogDriver driver = await CreateAsync(0);
        for (int i = 0; i < 60; i++)
            await driver.AppendAsync(Alpha, i, new byte[i % 20 == 0 ? 5_000_000 : 100_000]);
        Assert.Equal(60, (await driver.ReadAllAsync(Alpha)).Count);
    }

    [Fact]
    public async Task ApplyRetentionAsync_OldEntries_GoUpToThePreviousSnapshot()
    {
        await using RedisLogDriver driver = await CreateAsync(50);
        Assert.Equal(new RedisRetentionResult(0, Alpha), await SweepAsync(driver));
        await WriteSnapshotAsync(driver, 20);
        await WriteSnapshotAsync(driver, 40);
        await driver.AppendAsync(Alpha, 50);
        // The latest lies ahead of what was trimmed by the previous one: it is copied over that, since the entries before it are old.
        RedisRetentionResult result = await SweepAsync(driver);
        Assert.Equal((40, 11), (result.Entries, driver.Database.StreamLength(Entries)));
        Assert.Equal(new Offset(40), (await driver.Log.FindStreamAsync(Alpha))?.First);
        await driver.AssertHoldsAsync(Alpha, 51, from: 40);
        await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Alpha, from: 39));
        Assert.Equal(new Offset(40), (await driver.Snapshots.ReadPreviousAsync(Alpha))?.Offset);
    }

    [Fact]
    public async Task ApplyRetentionAsync_YoungEntries_Stay()
    {
        await using RedisLogDriver driver = await CreateAsync(50, TimeSpan.FromHours(1));
        await WriteSnapshotAsync(driver, 20);
        await WriteSnapshotAsync(driver, 50);
        Assert.Equal(default, await SweepAsync(driver));
        await driver.AssertHoldsAsync(Alpha, 50);
    }

    [Fact]
    public async Task ApplyRetentionAsync_AllEntriesGone_TheHeadStays()
    {
        await using RedisLogDriver driver = await CreateAsync(3_000);
        await WriteSnapshotAsync(driver, 3_000);
        await WriteSnapshotAsync(driver, 3_000);
        await TrimAllAsync(driver);
        Assert.Equal(0, driver.Database.StreamLength(Entries));
        Assert.True(driver.Database.KeyExists(Entries));
        await driver.ReopenAsync();
        Assert.Equal(new StreamInfo(Alpha, new Offset(3_000), new Offset(3_000), new Offset(3_000), false), await driver.Log.FindStreamAsync(Alpha));
        Assert.Equal(new AppendOutcome(AppendStatus.Conflict, new Offset(3_000)), await driver.AppendAsync(Alpha, 0));
        Assert.True((await driver.AppendAsync(Alpha, 3_000)).IsCommitted);
        await driver.AssertHoldsAsync(Alpha, 3_001, from: 3_000);
    }

    [Fact]
    public async Task ReadLatestAsync_BothSnapshotsDamagedAndEntriesGone_IsStateLost()
    {
        await using RedisLogDriver driver = await CreateAsync(10);
        await WriteSnapshotAsync(driver, 5);
        await WriteSnapshotAsync(driver, 8);
        await TrimAllAsync(driver);
        driver.FlipBit("pipeline:log:s0:endpoint/alpha", 0);
        driver.FlipBit("pipeline:log:s1:endpoint/alpha", 0);
        EventLogException lost = await Assert.ThrowsAsync<EventLogException>(() => driver.Snapshots.ReadLatestAsync(Alpha).AsTask());
        Assert.True(lost.IsStateLost);
    }

    [Fact]
    public async Task ApplyRetentionAsync_LatestSnapshotDamaged_RemovesNothingThatThePreviousNeeds()
    {
        await using RedisLogDriver driver = await CreateAsync(10);
        await WriteSnapshotAsync(driver, 5);
        await WriteSnapshotAsync(driver, 8);
        driver.DamageLatestSnapshot(Alpha);
        await TrimAllAsync(driver);
        Assert.Equal(5, (await driver.Snapshots.ReadLatestAsync(Alpha))?.Offset.Value);
        await driver.AssertHoldsAsync(Alpha, 10, from: 5);
    }

    [Fact]
    public async Task FindCommittedFromAsync_AfterRetention_BeginsAtTheOldestKept()
    {
        await using RedisLogDriver driver = await CreateAsync(30);
        await WriteSnapshotAsync(driver, 10);
        await WriteSnapshotAsync(driver, 10);
        await TrimAllAsync(driver);
        Assert.Equal(new Offset(10), await driver.Log.FindCommittedFromAsync(Alpha, long.MinValue));
        Assert.Equal(new Offset(30), await driver.Log.FindCommittedFromAsync(Alpha, long.MaxValue));
    }

    [Fact]
    public async Task AppendAsync_LastCommitLaterThanTheClock_TimesNeverFall()
    {
        await using RedisLogDriver driver = await CreateAsync(1);
        long late = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds();
        driver.Database.HashSet("pipeline:log:m:endpoint/alpha", "t", late);
        await driver.AppendManyAsync(Alpha, 2, first: 1);
        Assert.Equal([$"2-{late}", $"3-{late}"], driver.Database.StreamRange(Entries).Skip(1).Select(entry => entry.Id.ToString()));
        Assert.Equal(new Offset(1), await driver.Log.FindCommittedFromAsync(Alpha, late));
    }

    private static async Task<RedisLogDriver> CreateAsync(int entryCount, TimeSpan? age = null)
    {
        RedisLogDriver driver = await RedisLogDriver.CreateAsync(
            configure: options => options.Retention.Age = age ?? TimeSpan.FromMilliseconds(1));
        await driver.AppendManyAsync(Alpha, entryCount);
        return driver;
    }

    /// <summary>Sweeps once Redis' clock says that the last entry is older than retention's age.</summary>
    private static async Task<RedisRetentionResult> SweepAsync(RedisLogDriver driver)
    {
        long last = (long)driver.Database.HashGet("pipeline:log:m:endpoint/alpha", "t");
        RedisResult[] time;
        do
            time = (RedisResult[])(await driver.Database.ExecuteAsync("TIME"))!;
        while (((long)time[0] * 1_000) + ((long)time[1] / 1_000) <= last + 2);
        return await driver.Redis.ApplyRetentionAsync();
    }

    /// <summary>Sweeps until nothing more goes.</summary>
    private static async Task TrimAllAsync(RedisLogDriver driver)
    {
        while ((await SweepAsync(driver)).Entries > 0)
        {
        }
    }

    private static async Task WriteSnapshotAsync(RedisLogDriver driver, long offset)
    {
        byte[] bytes = BitConverter.GetBytes(offset);
        Assert.Equal(SnapshotStatus.Written, await driver.Snapshots.WriteAsync(new SnapshotWrite(Alpha, new Offset(offset), bytes, false)));
    }

    private static async Task<EventLogException> ReadCellsAsync(RedisLogDriver driver) => await Assert.ThrowsAsync<EventLogException>(
        () => driver.Cells.ReadCellsAsync(Alpha, new CellRange(1, 0, long.MaxValue), new Offset(3), 10).AsTask());
}
