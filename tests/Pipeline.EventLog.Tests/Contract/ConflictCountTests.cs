using static Pipeline.EventLog.Tests.Contract.LogDriver;

namespace Pipeline.EventLog.Tests.Contract;

/// <summary>Appends that another writer was faster than are counted: they show that a grain has been active twice.</summary>
public abstract class ConflictCountTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(3, 0)]
    [InlineData(9, 0)]
    public async Task AppendAsync_ExpectedIsNotHead_IsCountedIfAnEntryIsThere(long expected, long count)
    {
        await using LogDriver driver = await CreateAsync();
        await driver.AppendManyAsync(Alpha, 2);
        Assert.Equal(0, StatisticsOf(driver).Conflicts);
        Assert.Equal(AppendStatus.Conflict, (await driver.AppendAsync(Alpha, expected)).Status);
        Assert.Equal(count, StatisticsOf(driver).Conflicts);
    }

    [Fact]
    public async Task AppendAsync_TwoWritersOfOneStream_CountsThoseOfTheSlowerOne()
    {
        await using LogDriver driver = await CreateAsync();
        driver.HoldCommits();
        Task<AppendOutcome[]> first = driver.AppendManyAsync(Alpha, 20);
        Task<AppendOutcome[]> second = driver.AppendManyAsync(Alpha, 20);
        driver.ReleaseCommits();
        await Task.WhenAll(first, second);
        Assert.Equal(20, StatisticsOf(driver).Conflicts);
        Assert.Equal(20, StatisticsOf(driver).Entries);
    }

    protected abstract Task<LogDriver> CreateAsync();

    protected abstract EventLogStatistics StatisticsOf(LogDriver driver);
}
