using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Alerting;

/// <summary>What a budget limits.</summary>
[JsonConverter(typeof(WordConverter<BudgetMetric>))]
public enum BudgetMetric
{
    /// <summary>Calls of one operation per event.</summary>
    OperationCalls = 1,

    /// <summary>Change of memory per event, bytes.</summary>
    MemoryDelta = 2,

    /// <summary>Bytes allocated per event.</summary>
    Allocated = 3,

    /// <summary>Database queries per event.</summary>
    DbQueries = 4,

    /// <summary>CPU time per event, ms.</summary>
    Cpu = 5,

    /// <summary>A percentile of the duration, ms.</summary>
    Duration = 6,

    /// <summary>Share of the calls that fail, 0 to 1.</summary>
    ErrorShare = 7,

    /// <summary>Share of the time that one operation takes, 0 to 1.</summary>
    CostShare = 8,

    /// <summary>Share of the duration spent waiting for locks, 0 and up.</summary>
    LockWaitShare = 9,

    /// <summary>Share of processor time that recording takes in the service, 0 to 1.</summary>
    SdkOverhead = 10,
}
