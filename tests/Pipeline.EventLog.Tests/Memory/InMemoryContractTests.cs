using Pipeline.EventLog.Tests.Contract;

namespace Pipeline.EventLog.Tests.Memory;

public sealed class InMemoryEventLogContractTests : EventLogContractTests
{
    protected override Task<LogDriver> CreateAsync() => Task.FromResult<LogDriver>(new InMemoryLogDriver());
}

public sealed class InMemorySnapshotStoreContractTests : SnapshotStoreContractTests
{
    protected override Task<LogDriver> CreateAsync() => Task.FromResult<LogDriver>(new InMemoryLogDriver());
}

public sealed class InMemoryCellStoreContractTests : CellStoreContractTests
{
    protected override Task<LogDriver> CreateAsync() => Task.FromResult<LogDriver>(new InMemoryLogDriver());
}
