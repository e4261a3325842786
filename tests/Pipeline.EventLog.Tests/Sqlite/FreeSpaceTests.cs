using Pipeline.EventLog.Sqlite;

namespace Pipeline.EventLog.Tests.Sqlite;

public sealed class FreeSpaceTests
{
    private const long Floor = 512 * 1024 * 1024;

    [Theory]
    [InlineData(Floor + 1000, 1000, true)]
    [InlineData(Floor + 999, 1000, false)]
    [InlineData(0, 0, false)]
    public async Task HasRoomFor_DiskAroundTheFloor_KeepsToIt(long freeBytes, long bytes, bool expected)
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        driver.FreeSpaceBytes = freeBytes;
        Assert.Equal(expected, driver.Log.HasRoomFor(bytes));
    }

    [Fact]
    public async Task HasRoomFor_DiskGetsRoomAgain_AdmitsWithinASecond()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        driver.FreeSpaceBytes = 0;
        Assert.False(driver.Log.HasRoomFor(1));
        driver.FreeSpaceBytes = 2 * Floor;
        Assert.False(driver.Log.HasRoomFor(1));
        driver.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(driver.Log.HasRoomFor(1));
    }

    [Fact]
    public async Task AppendAsync_BelowTheFloor_StillCommitsWhatWasAdmitted()
    {
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        driver.FreeSpaceBytes = 0;
        Assert.True((await driver.AppendAsync(Contract.LogDriver.Alpha, 0)).IsCommitted);
    }

    [Fact]
    public void HasRoomFor_CommitsSinceTheLastQuestion_AreTakenOff()
    {
        FreeSpaceGauge gauge = new(Options(Floor + 1000), new Testing.ManualTimeProvider());
        Assert.True(gauge.HasRoomFor(1000));
        gauge.OnCommitted(1);
        Assert.False(gauge.HasRoomFor(1000));
    }

    [Fact]
    public void HasRoomFor_PagesFreedInsideTheDatabase_CountAsRoom()
    {
        FreeSpaceGauge gauge = new(Options(Floor - 1000), new Testing.ManualTimeProvider());
        Assert.False(gauge.HasRoomFor(0));
        gauge.SetReusable(2000);
        Assert.True(gauge.HasRoomFor(1000));
        gauge.OnCommitted(1500);
        Assert.False(gauge.HasRoomFor(0));
    }

    [Fact]
    public void HasRoomFor_NoRealSpaceForTheWriteAheadLog_IsFalseWhateverIsReusable()
    {
        FreeSpaceGauge gauge = new(Options(1000), new Testing.ManualTimeProvider());
        gauge.SetReusable(10 * Floor);
        Assert.False(gauge.HasRoomFor(0));
    }

    [Fact]
    public void HasRoomFor_DiskCannotBeAsked_IsFalse()
    {
        SqliteEventLogOptions options = new() { DataDirectory = "x", GetFreeSpaceBytes = _ => throw new IOException("gone") };
        Assert.False(new FreeSpaceGauge(options, new Testing.ManualTimeProvider()).HasRoomFor(0));
    }

    [Fact]
    public void AskSystem_ThisMachine_IsPositive() => Assert.True(FreeSpaceGauge.AskSystem(Path.GetTempPath()) > 0);

    private static SqliteEventLogOptions Options(long freeBytes) => new() { DataDirectory = "x", GetFreeSpaceBytes = _ => freeBytes };
}
