using Pipeline.EventLog.Tests.Contract;

namespace Pipeline.EventLog.Tests.Sqlite;

public sealed class SqliteEventLogContractTests : EventLogContractTests
{
    protected override async Task<LogDriver> CreateAsync() => await SqliteLogDriver.CreateAsync();
}

public sealed class SqliteSnapshotStoreContractTests : SnapshotStoreContractTests
{
    protected override async Task<LogDriver> CreateAsync() => await SqliteLogDriver.CreateAsync();
}

public sealed class SqliteCellStoreContractTests : CellStoreContractTests
{
    protected override async Task<LogDriver> CreateAsync() => await SqliteLogDriver.CreateAsync();
}

public sealed class SqliteConflictCountTests : ConflictCountTests
{
    protected override async Task<LogDriver> CreateAsync() => await SqliteLogDriver.CreateAsync();

    protected override EventLogStatistics StatisticsOf(LogDriver driver) => ((SqliteLogDriver)driver).Sqlite.Instruments.Statistics;
}
