using Pipeline.EventLog.Frames;
using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Sqlite;

public sealed class SqliteDamageTests
{
    private const string NewestFrame = "key = (SELECT max(key) FROM frames)";

    [Fact]
    public async Task ReadAsync_FlippedBitInAnEntry_NamesStreamAndOffset()
    {
        await using SqliteLogDriver driver = await CreateAsync(entriesPerStream: 4);
        driver.FlipBitOfEntry(Alpha, 2, byteIndex: 0);
        List<long> read = [];
        EventLogException exception = await Assert.ThrowsAsync<EventLogException>(async () =>
        {
            await foreach (LogEntry entry in driver.Log.ReadAsync(Alpha, Offset.Start))
                read.Add(entry.Offset.Value);
        });
        Assert.Equal((Alpha, new Offset(2)), (exception.Stream, exception.Offset));
        Assert.Contains("checksum", exception.Message, StringComparison.Ordinal);
        Assert.Equal([0, 1], read);
        await driver.AssertHoldsAsync(Beta, 4);
    }

    [Fact]
    public async Task ReadAsync_AnyByteOfAnEntryFlipped_IsNoticed()
    {
        await using SqliteLogDriver driver = await CreateAsync(entriesPerStream: 2);
        for (int i = -EntryFraming.HeaderBytes; i < Body(Alpha, 1).Length; i++)
        {
            driver.FlipBitOfEntry(Alpha, 1, i, bit: i & 7);
            await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Alpha));
            driver.FlipBitOfEntry(Alpha, 1, i, bit: i & 7);
        }
        await driver.AssertHoldsAsync(Alpha, 2);
    }

    [Fact]
    public async Task ReadAsync_EntriesOfTwoStreamsSwapped_IsNoticed()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        await driver.AppendAsync(Alpha, 0, [1, 2, 3]);
        await driver.AppendAsync(Beta, 0, [4, 5, 6]);
        byte[] alpha = driver.Query<byte[]>("SELECT entries FROM frames WHERE key = 4096");
        byte[] beta = driver.Query<byte[]>("SELECT entries FROM frames WHERE key = 8192");
        driver.Execute("UPDATE frames SET entries = $bytes WHERE key = 4096", ("$bytes", beta));
        driver.Execute("UPDATE frames SET entries = $bytes WHERE key = 8192", ("$bytes", alpha));
        await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Alpha));
        await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Beta));
    }

    [Fact]
    public async Task ReadAsync_FrameMissing_Throws()
    {
        await using SqliteLogDriver driver = await CreateAsync(entriesPerStream: 2);
        driver.Execute("DELETE FROM frames");
        EventLogException exception = await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Alpha));
        Assert.Contains("missing", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE stream_ranges SET runs = zeroblob(length(runs))")]
    [InlineData("UPDATE stream_ranges SET first_offset = first_offset + 1")]
    [InlineData("DELETE FROM stream_ranges")]
    public async Task ReadAsync_IndexDamaged_Throws(string damage)
    {
        await using SqliteLogDriver driver = await CreateAsync(entriesPerStream: 2);
        await driver.ReopenAsync();
        driver.Execute(damage);
        await Assert.ThrowsAsync<EventLogException>(() => driver.ReadAllAsync(Alpha));
    }

    [Theory]
    [InlineData("directory", true)]
    [InlineData("entries", true)]
    [InlineData("directory", false)]
    [InlineData("entries", false)]
    public async Task OpenAsync_NewestFrameDamaged_IsRefused(string column, bool isSealed)
    {
        await using SqliteLogDriver driver = await CreateAsync(entriesPerStream: 2);
        if (!isSealed)
            driver.Execute("CREATE TRIGGER broken_ranges BEFORE INSERT ON ranges BEGIN SELECT raise(ABORT, 'broken by the test'); END");
        await driver.CloseAsync();
        Assert.Equal(isSealed ? 1L : 0L, driver.Query<long>("SELECT count(*) FROM ranges"));
        driver.FlipBit("frames", column, NewestFrame, 9);
        EventLogException exception = await Assert.ThrowsAsync<EventLogException>(driver.OpenAsync);
        Assert.Contains("damaged", exception.Message, StringComparison.Ordinal);
        driver.FlipBit("frames", column, NewestFrame, 9);
        await driver.OpenAsync();
        await driver.AssertHoldsAsync(Alpha, 2);
    }

    [Fact]
    public async Task OpenAsync_NewestFrameGone_IsRefused()
    {
        await using SqliteLogDriver driver = await CreateAsync(entriesPerStream: 1);
        await driver.AppendAsync(Alpha, 1);
        driver.Execute("CREATE TRIGGER broken_ranges BEFORE INSERT ON ranges BEGIN SELECT raise(ABORT, 'broken by the test'); END");
        await driver.CloseAsync();
        driver.Execute("DELETE FROM frames WHERE key = 4096");
        await Assert.ThrowsAsync<EventLogException>(driver.OpenAsync);
    }

    [Fact]
    public async Task OpenAsync_NewerFormat_IsRefusedAndUntouched()
    {
        await using SqliteLogDriver driver = await CreateAsync(entriesPerStream: 1);
        await driver.CloseAsync();
        driver.Execute("PRAGMA user_version = 3");
        byte[] before = await File.ReadAllBytesAsync(driver.DatabasePath);
        EventLogException exception = await Assert.ThrowsAsync<EventLogException>(driver.OpenAsync);
        Assert.Contains("format 3", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(driver.DatabasePath));
    }

    [Fact]
    public async Task OpenAsync_AnotherKindOfDatabase_IsRefused()
    {
        await using SqliteLogDriver driver = await CreateAsync(entriesPerStream: 1);
        await driver.CloseAsync();
        driver.Execute("PRAGMA application_id = 1");
        await Assert.ThrowsAsync<EventLogException>(driver.OpenAsync);
    }

    [Fact]
    public async Task OpenAsync_NotADatabase_IsRefused()
    {
        await using SqliteLogDriver driver = await CreateAsync(entriesPerStream: 1);
        await driver.CloseAsync();
        await File.WriteAllTextAsync(driver.DatabasePath, new string('x', 10_000));
        await Assert.ThrowsAsync<EventLogException>(driver.OpenAsync);
    }

    [Fact]
    public async Task OpenAsync_DirectoryInUse_NamesDirectoryAndProcess()
    {
        await using SqliteLogDriver driver = await CreateAsync(entriesPerStream: 1);
        EventLogException exception = await Assert.ThrowsAsync<EventLogException>(driver.OpenAsync);
        Assert.Contains(driver.Options.DataDirectory, exception.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", exception.Message, StringComparison.Ordinal);
        await driver.ReopenAsync();
    }

    /// <summary>One frame each for the first entries of Alpha and Beta, then one frame with all others, which begins with
    /// Alpha's.</summary>
    private static async Task<SqliteLogDriver> CreateAsync(int entriesPerStream)
    {
        SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        await driver.AppendAsync(Beta, 0);
        driver.HoldCommits();
        Task<AppendOutcome[]> alpha = driver.AppendManyAsync(Alpha, entriesPerStream - 1, first: 1);
        Task<AppendOutcome[]> beta = driver.AppendManyAsync(Beta, entriesPerStream - 1, first: 1);
        driver.ReleaseCommits();
        await Task.WhenAll(alpha, beta);
        return driver;
    }
}
