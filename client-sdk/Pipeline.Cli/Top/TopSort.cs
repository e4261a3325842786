namespace Pipeline.Cli.Top;

/// <summary>What the endpoints of <c>top</c> are ordered by, the largest first.</summary>
internal enum TopSort
{
    /// <summary>Time of all calls together: what the processors, databases and networks are busy with.</summary>
    Time,

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
}
