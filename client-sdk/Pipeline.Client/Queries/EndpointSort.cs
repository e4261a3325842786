namespace Pipeline.Client.Queries;

/// <summary>What a list of endpoints is ordered by: names ascending, figures the largest first, unless asked otherwise.</summary>
public enum EndpointSort
{
    /// <summary>Name, in ordinal order.</summary>
    Name,

    /// <summary>Calls per second.</summary>
    Rate,

    /// <summary>Calls that failed.</summary>
    Errors,

    /// <summary>95th percentile of duration.</summary>
    P95,

    /// <summary>CPU time per call.</summary>
    Cpu,

    /// <summary>Database queries per call.</summary>
    DbQueries,

    /// <summary>Time of all calls together per second.</summary>
    Time,
}
