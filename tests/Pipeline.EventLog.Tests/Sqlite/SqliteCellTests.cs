using Pipeline.EventLog.Verification;
using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Sqlite;

/// <summary>Cells in the file: they outlive the process, and damage is told.</summary>
public sealed class SqliteCellTests
{
    private static readonly CellRange s_all = new(1, 0, long.MaxValue);

    [Fact]
    public async Task ReadCellsAsync_Reopened_AreThere()
    {
        await using SqliteLogDriver driver = await CreateAsync();
        await driver.ReopenAsync();
        Assert.Equal([10_000L, 20_000L], (await driver.Sqlite.ReadCellsAsync(Alpha, s_all, new Offset(2), 10)).Select(cell => cell.StartUnixMs));
    }

    [Fact]
    public async Task ReadCellsAsync_DamagedCell_ThrowsWithItsPlace()
    {
        await using SqliteLogDriver driver = await CreateAsync();
        driver.FlipBit("cells", "bytes", "key & 0x3FFFFFFFF = 20", 0);
        EventLogException exception = await Assert.ThrowsAsync<EventLogException>(
            () => driver.Sqlite.ReadCellsAsync(Alpha, s_all, new Offset(2), 10).AsTask());
        Assert.Contains("endpoint/alpha", exception.Message, StringComparison.Ordinal);
        Assert.Contains("tier 1 at 20000", exception.Message, StringComparison.Ordinal);
        Assert.Single(await driver.Sqlite.ReadCellsAsync(Alpha, s_all with { ToUnixMs = 20_000 }, new Offset(2), 10));
    }

    [Fact]
    public async Task OpenAsync_FormatWithoutCells_IsVerifiedThenBroughtUpToDate()
    {
        await using SqliteLogDriver driver = await CreateAsync();
        await driver.CloseAsync();
        driver.Execute("DROP TABLE cells");
        driver.Execute("PRAGMA user_version = 1");
        Assert.True((await EventLogVerifier.VerifyAsync(driver.Options.DataDirectory)).IsSound);

        await driver.OpenAsync();

        Assert.Equal(3, (await driver.ReadAllAsync(Alpha)).Count);
        Assert.Empty(await driver.Sqlite.ReadCellsAsync(Alpha, s_all, new Offset(2), 10));
        await driver.Snapshots.WriteAsync(
            new SnapshotWrite(Alpha, new Offset(3), new byte[1], HasOpenWindows: false) { Cells = [new StoredCell(1, 30_000, new byte[] { 3 })] });
        Assert.Single(await driver.Sqlite.ReadCellsAsync(Alpha, s_all, new Offset(3), 10));
    }

    private static async Task<SqliteLogDriver> CreateAsync()
    {
        SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        await driver.AppendManyAsync(Alpha, 3);
        await driver.Snapshots.WriteAsync(new SnapshotWrite(Alpha, new Offset(2), new byte[1], HasOpenWindows: false)
        {
            Cells = [new StoredCell(1, 10_000, new byte[] { 1 }), new StoredCell(1, 20_000, new byte[] { 2 })],
        });
        return driver;
    }
}
