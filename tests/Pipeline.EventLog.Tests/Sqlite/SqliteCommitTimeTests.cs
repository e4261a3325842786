using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Sqlite;

/// <summary>From a commit time to an offset, through sealed ranges and the tail.</summary>
public sealed class SqliteCommitTimeTests
{
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task FindCommittedFromAsync_SealedRangesAndTail_IsTheFirstOfThatTime()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        long start = NowUnixMs(driver);
        for (int entry = 0; entry < 25; entry++)
        {
            // A clean stop seals, so there are two ranges and a tail.
            if (entry is 10 or 20)
                await driver.ReopenAsync();
            await AppendAsync(driver, entry);
        }

        for (int second = -1; second <= 26; second++)
            Assert.Equal(Math.Clamp(second, 0, 25), await FindAsync(driver, start + (second * 1_000)));
        await driver.ReopenAsync();
        for (int second = -1; second <= 26; second++)
            Assert.Equal(Math.Clamp(second, 0, 25), await FindAsync(driver, start + (second * 1_000)));
    }

    [Fact]
    public async Task FindCommittedFromAsync_ClockSetBack_IsEarlyNeverLate()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        long start = NowUnixMs(driver);
        await AppendAsync(driver, 0);
        driver.Clock.Jump(driver.Clock.GetUtcNow() - TimeSpan.FromHours(1));
        await AppendAsync(driver, 1);
        await AppendAsync(driver, 2);

        // Frames are not stamped earlier than the one before them.
        Assert.Equal(0, await FindAsync(driver, start - 3_600_000));
        Assert.Equal(0, await FindAsync(driver, start));
        Assert.Equal(3, await FindAsync(driver, start + 1));
    }

    [Fact]
    public async Task FindCommittedFromAsync_OlderRemoved_IsTheOldestKept()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync(options => options.Retention.Age = TimeSpan.FromDays(7));
        long start = NowUnixMs(driver);
        for (int entry = 0; entry < 10; entry++)
            await AppendAsync(driver, entry);
        await driver.ReopenAsync();
        await AppendAsync(driver, 10);
        await driver.Snapshots.WriteAsync(new SnapshotWrite(Alpha, new Offset(6), new byte[1], HasOpenWindows: false));
        await driver.Snapshots.WriteAsync(new SnapshotWrite(Alpha, new Offset(7), new byte[1], HasOpenWindows: false));
        driver.Clock.Jump(driver.Clock.GetUtcNow() + TimeSpan.FromDays(8));
        Assert.NotEqual(0, (await driver.Sqlite.ApplyRetentionAsync()).Frames);
        long first = (await driver.Log.FindStreamAsync(Alpha))!.Value.First.Value;

        Assert.NotEqual(0, first);
        Assert.Equal(first, await FindAsync(driver, start));
        Assert.Equal(9, await FindAsync(driver, start + 9_000));
        Assert.Equal(11, await FindAsync(driver, long.MaxValue));
    }

    private static async Task AppendAsync(SqliteLogDriver driver, int entry)
    {
        await driver.AppendAsync(Alpha, entry);
        driver.Clock.Jump(driver.Clock.GetUtcNow() + s_step);
    }

    private static async Task<long> FindAsync(SqliteLogDriver driver, long committedAtUnixMs) =>
        (await driver.Log.FindCommittedFromAsync(Alpha, committedAtUnixMs)).Value;

    private static long NowUnixMs(SqliteLogDriver driver) => driver.Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
