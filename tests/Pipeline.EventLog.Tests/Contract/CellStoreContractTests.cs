using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Contract;

/// <summary>What every cell store must do. Run once per implementation.</summary>
public abstract class CellStoreContractTests
{
    private const int Tier = 2;

    protected abstract Task<LogDriver> CreateAsync();

    [Fact]
    public async Task ReadCellsAsync_NeverWritten_IsEmpty()
    {
        await using LogDriver driver = await CreateAsync();
        Assert.Empty(await ReadAsync(driver, asOf: 0));
    }

    [Fact]
    public async Task ReadCellsAsync_AsOfASnapshotThatIsNoMore_IsSuperseded()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(9);
        await WriteAsync(driver, 2, [Cell(10, 1)]);
        await WriteAsync(driver, 3, []);
        await WriteAsync(driver, 4, [Cell(10, 2)]);
        foreach ((StreamName stream, long asOf) in new[] { (Alpha, 2L), (Alpha, 5L), (Beta, 1L) })
        {
            EventLogException exception = await Assert.ThrowsAsync<EventLogException>(
                () => driver.Cells.ReadCellsAsync(stream, new CellRange(Tier, 0, long.MaxValue), new Offset(asOf), 10).AsTask());
            Assert.True(exception.IsSuperseded);
        }

        Assert.Equal("10=1", await ReadAsync(driver, asOf: 3));
    }

    [Fact]
    public async Task WriteAsync_Cells_AreReadInOrderOfTheirStarts()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        await WriteAsync(driver, 3, [Cell(30, 1), Cell(10, 2), Cell(20, 3)]);
        Assert.Equal("10=2 20=3 30=1", await ReadAsync(driver, asOf: 3));
    }

    [Fact]
    public async Task ReadCellsAsync_Range_HoldsStartAndNotEnd()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        await WriteAsync(driver, 3, [Cell(0, 9), Cell(10, 1), Cell(20, 2), Cell(30, 3)]);
        IReadOnlyList<StoredCell> cells = await driver.Cells.ReadCellsAsync(Alpha, new CellRange(Tier, 10_000, 30_000), new Offset(3), 10);
        Assert.Equal("10=1 20=2", Describe(cells));
        cells = await driver.Cells.ReadCellsAsync(Alpha, new CellRange(Tier, 9_999, 20_001), new Offset(3), 10);
        Assert.Equal("10=1 20=2", Describe(cells));
        cells = await driver.Cells.ReadCellsAsync(Alpha, new CellRange(Tier, long.MinValue, long.MaxValue), new Offset(3), 2);
        Assert.Equal("0=9 10=1", Describe(cells));
    }

    [Fact]
    public async Task ReadCellsAsync_OtherTierOrStream_IsEmpty()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(5);
        await driver.AppendAsync(Beta, 0);
        await WriteAsync(driver, 3, [Cell(10, 1), new StoredCell(0, StoredCell.StartUnixMsMax, new byte[] { 7 })]);
        CellRange all = new(Tier, long.MinValue, long.MaxValue);
        Assert.Equal("10=1", Describe(await driver.Cells.ReadCellsAsync(Alpha, all, new Offset(3), 10)));
        Assert.Empty(await driver.Cells.ReadCellsAsync(Alpha, all with { Tier = 1 }, new Offset(3), 10));
        await driver.Snapshots.WriteAsync(new SnapshotWrite(Beta, new Offset(1), new byte[1], false));
        Assert.Empty(await driver.Cells.ReadCellsAsync(Beta, all, new Offset(1), 10));
        Assert.Equal(StoredCell.StartUnixMsMax, Assert.Single(await driver.Cells.ReadCellsAsync(Alpha, all with { Tier = 0 }, new Offset(3), 10)).StartUnixMs);
    }

    [Fact]
    public async Task WriteAsync_ChangedCell_IsReadAsItWasForEitherSnapshot()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(9);
        await WriteAsync(driver, 2, [Cell(10, 1)]);
        await WriteAsync(driver, 4, [Cell(10, 2)]);
        Assert.Equal("10=2", await ReadAsync(driver, asOf: 4));
        Assert.Equal("10=1", await ReadAsync(driver, asOf: 2));
        await WriteAsync(driver, 6, [Cell(10, 3)]);
        Assert.Equal("10=3", await ReadAsync(driver, asOf: 6));
        Assert.Equal("10=2", await ReadAsync(driver, asOf: 4));
    }

    [Fact]
    public async Task WriteAsync_AfterAFallbackOrAnUnknownOutcome_KeepsWhatTheLatestInTheStoreNeeds()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(9);
        await WriteAsync(driver, 2, [Cell(10, 1)]);
        await WriteAsync(driver, 4, [Cell(10, 2), Cell(20, 2)]);
        // The writer knows of the snapshot at 2 only; but the one at 4 is there, and the next reader may have to fall back to it.
        await WriteAsync(driver, 5, [Cell(10, 3), Cell(20, 3)]);
        Assert.Equal("10=2 20=2", await ReadAsync(driver, asOf: 4));
        Assert.Equal("10=3 20=3", await ReadAsync(driver, asOf: 5));
    }

    [Fact]
    public async Task WriteAsync_SameOffsetAgain_ReplacesTheCell()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(9);
        await WriteAsync(driver, 2, [Cell(10, 1)]);
        await WriteAsync(driver, 4, [Cell(10, 2)]);
        await WriteAsync(driver, 4, [Cell(10, 3)]);
        Assert.Equal("10=3", await ReadAsync(driver, asOf: 4));
    }

    [Fact]
    public async Task WriteAsync_Removals_RemoveEarlierStartsOfTheirTier()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(9);
        await WriteAsync(driver, 2, [Cell(10, 1), Cell(20, 2), Cell(30, 3), new StoredCell(1, 10_000, new byte[] { 8 })]);
        await driver.Snapshots.WriteAsync(new SnapshotWrite(Alpha, new Offset(3), new byte[1], false)
        {
            Removals = [new CellRemoval(Tier, 20_000), new CellRemoval(7, long.MaxValue), new CellRemoval(0, long.MinValue)],
        });
        Assert.Equal("20=2 30=3", await ReadAsync(driver, asOf: 3));
        Assert.Single(await driver.Cells.ReadCellsAsync(Alpha, new CellRange(1, 0, long.MaxValue), new Offset(3), 10));
    }

    [Fact]
    public async Task WriteAsync_Superseded_ChangesNoCell()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(9);
        await WriteAsync(driver, 4, [Cell(10, 1)]);
        SnapshotWrite stale = new(Alpha, new Offset(3), new byte[1], false)
        {
            Cells = [Cell(10, 2), Cell(20, 2)],
            Removals = [new CellRemoval(Tier, long.MaxValue)],
        };
        Assert.Equal(SnapshotStatus.Superseded, await driver.Snapshots.WriteAsync(stale));
        Assert.Equal("10=1", await ReadAsync(driver, asOf: 4));
    }

    [Theory]
    [InlineData(2, SnapshotStatus.Superseded)]
    [InlineData(3, SnapshotStatus.Written)]
    [InlineData(4, SnapshotStatus.Written)]
    [InlineData(0, SnapshotStatus.Written)]
    public async Task WriteAsync_GoesOnFromASnapshotThatIsNoMore_IsSuperseded(long baseOffset, SnapshotStatus expected)
    {
        await using LogDriver driver = await CreateWithEntriesAsync(9);
        await WriteAsync(driver, 2, [Cell(10, 1)]);
        await WriteAsync(driver, 3, [Cell(10, 2)]);
        await WriteAsync(driver, 4, [Cell(10, 3)]);
        SnapshotWrite write = new(Alpha, new Offset(5), new byte[1], false) { Base = new Offset(baseOffset), Cells = [Cell(20, 4)] };
        Assert.Equal(expected, await driver.Snapshots.WriteAsync(write));
        Assert.Equal(expected == SnapshotStatus.Written ? "10=3 20=4" : "10=3", await ReadAsync(driver, expected == SnapshotStatus.Written ? 5 : 4));
    }

    [Fact]
    public async Task WriteAsync_CommitFails_ChangesNeitherSnapshotNorCell()
    {
        await using LogDriver driver = await CreateWithEntriesAsync(9);
        await WriteAsync(driver, 2, [Cell(10, 1)]);
        driver.BreakCommits();
        await Assert.ThrowsAsync<EventLogException>(() => WriteAsync(driver, 4, [Cell(10, 2), Cell(20, 2)]));
        driver.MendCommits();
        Assert.Equal("10=1", await ReadAsync(driver, asOf: 2));
        Assert.Equal(new Offset(2), (await driver.Snapshots.ReadLatestAsync(Alpha))?.Offset);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(8, 0)]
    [InlineData(1, -1_000)]
    [InlineData(1, 1_500)]
    [InlineData(1, StoredCell.StartUnixMsMax + 1_000)]
    public async Task WriteAsync_CellOutOfRange_ThrowsAtTheCall(int tier, long startUnixMs)
    {
        await using LogDriver driver = await CreateAsync();
        SnapshotWrite write = new(Alpha, Offset.Start, default, false) { Cells = [new StoredCell(tier, startUnixMs, default)] };
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = driver.Snapshots.WriteAsync(write); });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task WriteAsync_RandomWritesAndFallbacks_AgreeWithWholeCopies(int seed)
    {
        Random random = new(seed);
        await using LogDriver driver = await CreateWithEntriesAsync(200);
        // What each snapshot's cells were, by its offset: the model keeps whole copies.
        SortedDictionary<long, int> current = [];
        (long Offset, SortedDictionary<long, int> Cells) latest = (0, []);
        (long Offset, SortedDictionary<long, int> Cells) previous = (0, []);
        long[] written = [];
        for (int round = 1; round <= 150; round++)
        {
            List<StoredCell> cells = [];
            if (previous.Offset > 0 && previous.Offset < latest.Offset && random.Next(5) == 0)
            {
                // The latest turns out to be of no use. Whoever goes on from the previous one finds anew what changed since, and writes it.
                current = new(previous.Cells);
                cells = [.. written.Select(start => Cell((int)(start / 1_000), (byte)random.Next(256)))];
            }

            for (int count = random.Next(4); count > 0; count--)
            {
                StoredCell cell = Cell(random.Next(6) * 10, (byte)random.Next(256));
                cells.RemoveAll(other => other.StartUnixMs == cell.StartUnixMs);
                cells.Add(cell);
            }

            foreach (StoredCell cell in cells)
                current[cell.StartUnixMs] = cell.Bytes.Span[0];

            await WriteAsync(driver, round, [.. cells]);
            previous = latest;
            latest = (round, new(current));
            written = [.. cells.Select(cell => cell.StartUnixMs)];
            Assert.Equal(Describe(latest.Cells), await ReadAsync(driver, latest.Offset));
            if (previous.Offset > 0)
                Assert.Equal(Describe(previous.Cells), await ReadAsync(driver, previous.Offset));
        }
    }

    private static StoredCell Cell(int startSeconds, byte content) => new(Tier, startSeconds * 1_000L, new[] { content });

    private static string Describe(IEnumerable<StoredCell> cells) =>
        string.Join(' ', cells.Select(cell => $"{cell.StartUnixMs / 1_000}={cell.Bytes.Span[0]}"));

    private static string Describe(SortedDictionary<long, int> cells) =>
        string.Join(' ', cells.Select(cell => $"{cell.Key / 1_000}={cell.Value}"));

    private static async Task<string> ReadAsync(LogDriver driver, long asOf) =>
        Describe(await driver.Cells.ReadCellsAsync(Alpha, new CellRange(Tier, 0, long.MaxValue), new Offset(asOf), 1_000));

    private static async Task WriteAsync(LogDriver driver, long offset, StoredCell[] cells) => Assert.Equal(
        SnapshotStatus.Written,
        await driver.Snapshots.WriteAsync(
            new SnapshotWrite(Alpha, new Offset(offset), new byte[1], false) { Cells = cells }));

    private async Task<LogDriver> CreateWithEntriesAsync(int count)
    {
        LogDriver driver = await CreateAsync();
        await driver.AppendManyAsync(Alpha, count);
        return driver;
    }
}
