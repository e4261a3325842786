using Pipeline.EventLog.Tests.Contract;

namespace Pipeline.EventLog.Tests.Redis;

public sealed class RedisEventLogContractTests : EventLogContractTests
{
    protected override async Task<LogDriver> CreateAsync() => await RedisLogDriver.CreateAsync();
}

public sealed class RedisSnapshotStoreContractTests : SnapshotStoreContractTests
{
    protected override async Task<LogDriver> CreateAsync() => await RedisLogDriver.CreateAsync();
}

public sealed class RedisCellStoreContractTests : CellStoreContractTests
{
    protected override async Task<LogDriver> CreateAsync() => await RedisLogDriver.CreateAsync();
}

public sealed class RedisConflictCountTests : ConflictCountTests
{
    protected override async Task<LogDriver> CreateAsync() => await RedisLogDriver.CreateAsync();

    protected override EventLogStatistics StatisticsOf(LogDriver driver) => ((RedisLogDriver)driver).Redis.Instruments.Statistics;
}
