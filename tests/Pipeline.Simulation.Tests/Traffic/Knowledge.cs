namespace Pipeline.Simulation.Tests.Traffic;

/// <summary>What a sender may conclude from all answers so far.</summary>
internal enum Knowledge
{
    /// <summary>No send that was answered can have had an effect: unless one is open, it must not be in the log.</summary>
    NotInLog,

    /// <summary>A send of it may have had an effect: it is counted at most once.</summary>
    Unknown,

    /// <summary>It was acknowledged: it is in the log, and counted exactly once.</summary>
    Acknowledged,
}
