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
