using Pipeline.EventLog.Tests.Contract;
using Pipeline.EventLog.Tests.Sqlite;
using Pipeline.EventLog.Verification;
using Pipeline.Testing;
using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Verification;

public sealed class EventLogVerifierTests
{
    [Fact]
    public async Task VerifyAsync_SoundLog_CountsWhatItChecked()
    {
        await using SqliteLogDriver driver = await CreateAsync();
        VerificationReport report = await VerifyAsync(driver);
        Assert.Empty(report.Problems);
        Assert.Equal((8, 8, 2, 2, 2), (report.Frames, report.Entries, report.Streams, report.Snapshots, report.Cells));
    }

    [Fact]
    public async Task VerifyAsync_StoppedLog_IsReadable()
    {
        await using SqliteLogDriver driver = await CreateAsync();
        await driver.CloseAsync();
        Assert.True((await VerifyAsync(driver)).IsSound);
        await driver.OpenAsync();
        await driver.AssertHoldsAsync(Alpha, 4);
    }

    [Fact]
    public async Task VerifyAsync_NoLog_Throws()
    {
        using TemporaryDirectory directory = new();
        await Assert.ThrowsAsync<EventLogException>(() => EventLogVerifier.VerifyAsync(directory.Path));
    }

    /// <summary>Frames 1 to 6 are sealed in three ranges of two, 7 and 8 are the tail; Alpha has the odd ones, Beta the even
    /// ones.</summary>
    [Theory]
    [InlineData("UPDATE frames SET entries = zeroblob(length(entries)) WHERE key = 4096 * 1", "Frame 1 is damaged")]
    [InlineData("UPDATE frames SET entries = zeroblob(length(entries)) WHERE key = 4096 * 8", "Frame 8 is damaged")]
    [InlineData("UPDATE frames SET directory = zeroblob(length(directory)) WHERE key = 4096 * 3", "The directory of frame 3 is damaged")]
    [InlineData("UPDATE frames SET committed_at = committed_at + 1 WHERE key = 4096 * 3", "The directory of frame 3 is damaged")]
    [InlineData("UPDATE frames SET directory = NULL WHERE key = 4096 * 3", "Frame 3 is missing")]
    [InlineData("UPDATE frames SET key = 4096 * 9 WHERE key = 4096 * 8", "The directory of frame 9 is damaged")]
    [InlineData("DELETE FROM frames WHERE key = 4096 * 4", "Frame 4 is missing")]
    [InlineData("DELETE FROM frames WHERE key = 4096 * 1", "continues at offset 1 where 0 was due")]
    [InlineData("INSERT INTO frames (key, committed_at, directory, entries) VALUES (4096 * 2 + 1, 0, NULL, x'00')", "Frame 2 is damaged")]
    [InlineData("UPDATE stream_ranges SET runs = zeroblob(length(runs)) WHERE range_id = 3", "The index of stream number 1 in the range from frame 3 is damaged")]
    [InlineData("UPDATE stream_ranges SET first_offset = 0 WHERE range_id = 3 AND stream_id = 1", "The index of stream number 1 in the range from frame 3 is damaged")]
    [InlineData("UPDATE stream_ranges SET previous_range_id = 0 WHERE range_id = 5 AND stream_id = 2", "points back to 0 instead of 3")]
    [InlineData("DELETE FROM stream_ranges WHERE range_id = 3 AND stream_id = 2", "Stream 'endpoint/beta': the index of the range from frame 3 lacks it")]
    [InlineData("DELETE FROM ranges WHERE id = 5", "sealed head")]
    [InlineData("UPDATE streams SET sealed_head = 2 WHERE id = 1", "its sealed head is 2, the frames give 3")]
    [InlineData("UPDATE streams SET last_range_id = 3 WHERE id = 1", "its last range is 3, the index gives 5")]
    [InlineData("UPDATE streams SET first_offset = 1 WHERE id = 2", "continues at offset 0 where 1 was due")]
    [InlineData("DELETE FROM streams WHERE id = 2", "names the stream number 2, which does not exist")]
    [InlineData("UPDATE snapshots SET bytes = x'ff' WHERE stream_offset = 3", "a snapshot is damaged: its checksum")]
    [InlineData("UPDATE snapshots SET format = 9 WHERE stream_offset = 3", "a snapshot is damaged: its format 9")]
    [InlineData("UPDATE snapshots SET has_open_windows = 1 - has_open_windows WHERE stream_offset = 2", "a snapshot is damaged: its checksum")]
    [InlineData("UPDATE cells SET bytes = x'ff' WHERE key & 0x3FFFFFFFF = 20", "Stream 'endpoint/alpha': the cell of tier 1 at 20000 is damaged: its checksum")]
    [InlineData("UPDATE cells SET previous_offset = 2, previous_crc = 1, previous_bytes = x'ff' WHERE key & 0x3FFFFFFFF = 20", "the cell of tier 1 at 20000 is damaged: its checksum")]
    [InlineData("UPDATE cells SET key = key + 1 WHERE key & 0x3FFFFFFFF = 20", "the cell of tier 1 at 21000 is damaged: its checksum")]
    [InlineData("UPDATE cells SET format = 9", "the cell of tier 1 at 10000 is damaged: its format 9")]
    [InlineData("UPDATE cells SET key = key + (5 << 37)", "A cell belongs to the stream number 6, which does not exist")]
    public async Task VerifyAsync_PlantedDamage_IsFound(string damage, string expected)
    {
        await using SqliteLogDriver driver = await CreateAsync();
        Assert.NotEqual(0, driver.Execute(damage));
        VerificationReport report = await VerifyAsync(driver);
        Assert.Contains(report.Problems, problem => problem.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task VerifyAsync_DamagedEntry_NamesTheStream()
    {
        await using SqliteLogDriver driver = await CreateAsync();
        driver.FlipBit("frames", "entries", "key = 4096 * 5", 8);
        string problem = Assert.Single((await VerifyAsync(driver)).Problems);
        Assert.Contains("stream 'endpoint/alpha' at offset 2", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerifyAsync_DamagedPages_AreReportedOrRefused()
    {
        await using SqliteLogDriver driver = await CreateAsync();
        await driver.CloseAsync();
        byte[] file = await File.ReadAllBytesAsync(driver.DatabasePath);
        // Every page but the first, whose damage makes the file unreadable as a whole.
        for (int page = 1; page < file.Length / 8192; page++)
        {
            byte[] damaged = [.. file];
            damaged.AsSpan(page * 8192, 8192).Fill(0x5A);
            await File.WriteAllBytesAsync(driver.DatabasePath, damaged);
            try
            {
                VerificationReport report = await VerifyAsync(driver);
                Assert.False(report.IsSound, $"Damage of page {page + 1} was not found.");
            }
            catch (EventLogException)
            {
                // Too broken to be walked: said so.
            }
        }
    }

    private static Task<VerificationReport> VerifyAsync(SqliteLogDriver driver) => EventLogVerifier.VerifyAsync(driver.Options.DataDirectory);

    private static async Task<SqliteLogDriver> CreateAsync()
    {
        SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        for (int i = 0; i < 4; i++)
        {
            await driver.AppendAsync(Alpha, i);
            await driver.AppendAsync(Beta, i);
            if (i < 3)
                await driver.ReopenAsync();
        }
        await driver.Snapshots.WriteAsync(Alpha, new Offset(2), new byte[] { 1 }, hasOpenWindows: false);
        await driver.Snapshots.WriteAsync(new SnapshotWrite(Alpha, new Offset(3), new byte[] { 2 }, HasOpenWindows: true)
        {
            Cells = [new StoredCell(1, 10_000, new byte[] { 3, 4 }), new StoredCell(1, 20_000, new byte[] { 5 })],
        });
        return driver;
    }
}
