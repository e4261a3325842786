using Pipeline.EventLog.Backup;
using Pipeline.EventLog.Sqlite;
using Pipeline.EventLog.Tests.Sqlite;
using Pipeline.EventLog.Verification;
using Pipeline.Testing;
using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Backup;

public sealed class EventLogBackupTests
{
    [Fact]
    public async Task CopyAsync_WhileAppending_HoldsWhatWasAcknowledgedBeforeAndIsSound()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        using TemporaryDirectory destination = new();
        await driver.AppendManyAsync(Alpha, 500);
        using CancellationTokenSource stop = new();
        Task<long> appending = AppendUntilAsync(driver, 500, stop.Token);
        VerificationReport report = await EventLogBackup.CopyAsync(driver.Options.DataDirectory, destination.File("copy"));
        await stop.CancelAsync();
        long head = await appending;

        Assert.Empty(report.Problems);
        await driver.CloseAsync();
        driver.Options.DataDirectory = destination.File("copy");
        await driver.OpenAsync();
        long copied = (await driver.Log.GetHeadAsync(Alpha)).Value;
        Assert.InRange(copied, 500, head);
        await driver.AssertHoldsAsync(Alpha, copied);
        Assert.True((await driver.AppendAsync(Alpha, copied)).IsCommitted);
    }

    [Fact]
    public async Task CopyAsync_DestinationNotEmpty_TouchesNothing()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        using TemporaryDirectory destination = new();
        await File.WriteAllTextAsync(destination.File("events.db"), "precious");
        await Assert.ThrowsAsync<EventLogException>(() => EventLogBackup.CopyAsync(driver.Options.DataDirectory, destination.Path));
        Assert.Equal("precious", await File.ReadAllTextAsync(destination.File("events.db")));
        Assert.Single(Directory.GetFiles(destination.Path));
    }

    [Fact]
    public async Task CopyAsync_DamagedLog_KeepsThePartialNameAndSaysSo()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        await driver.AppendManyAsync(Alpha, 3);
        driver.FlipBit("frames", "entries", "key = 4096", 8);
        using TemporaryDirectory destination = new();
        VerificationReport report = await EventLogBackup.CopyAsync(driver.Options.DataDirectory, destination.Path);
        Assert.False(report.IsSound);
        Assert.Equal(["events.db.partial"], Directory.GetFiles(destination.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task CopyAsync_NoLog_Throws()
    {
        using TemporaryDirectory source = new();
        using TemporaryDirectory destination = new();
        await Assert.ThrowsAsync<EventLogException>(() => EventLogBackup.CopyAsync(source.Path, destination.Path));
    }

    [Fact]
    public async Task CopyAsync_DestinationIsAFile_NamesIt()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        using TemporaryDirectory folder = new();
        await File.WriteAllTextAsync(folder.File("taken"), "precious");
        foreach (string destination in (string[])[folder.File("taken"), Path.Combine(folder.File("taken"), "below")])
        {
            EventLogException exception = await Assert.ThrowsAsync<EventLogException>(
                () => EventLogBackup.CopyAsync(driver.Options.DataDirectory, destination));
            Assert.Contains($"cannot be written to '{destination}'", exception.Message, StringComparison.Ordinal);
        }
        Assert.Equal("precious", await File.ReadAllTextAsync(folder.File("taken")));
    }

    [Fact]
    public async Task CopyAsync_CopyFails_LeavesNothing()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        await driver.AppendManyAsync(Alpha, 100);
        await driver.CloseAsync();
        // The schema is in the first page and stays; what the tables consist of does not.
        using (FileStream database = new(driver.DatabasePath, FileMode.Open))
        {
            byte[] garbage = new byte[database.Length - LogDatabase.PageBytes];
            Array.Fill(garbage, (byte)0xEE);
            database.Position = LogDatabase.PageBytes;
            await database.WriteAsync(garbage);
        }
        using TemporaryDirectory destination = new();
        EventLogException exception = await Assert.ThrowsAsync<EventLogException>(
            () => EventLogBackup.CopyAsync(driver.Options.DataDirectory, destination.Path));
        Assert.Contains("cannot be copied", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(destination.Path));
    }

    [Fact]
    public async Task CopyAsync_DestinationWithACopyThatFailed_TakesTheNext()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        await driver.AppendAsync(Alpha, 0);
        using TemporaryDirectory source = new();
        using TemporaryDirectory destination = new();
        await Assert.ThrowsAsync<EventLogException>(() => EventLogBackup.CopyAsync(source.Path, destination.Path));
        Assert.True((await EventLogBackup.CopyAsync(driver.Options.DataDirectory, destination.Path)).IsSound);
    }

    private static async Task<long> AppendUntilAsync(SqliteLogDriver driver, long first, CancellationToken stop)
    {
        long next = first;
        while (!stop.IsCancellationRequested)
        {
            await driver.AppendAsync(Alpha, next);
            next++;
        }
        return next;
    }
}
