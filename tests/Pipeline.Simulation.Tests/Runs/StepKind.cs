namespace Pipeline.Simulation.Tests.Runs;

/// <summary>What one step of a run does to the world.</summary>
internal enum StepKind
{
    /// <summary>A source makes a batch of sections; they are sent by later steps, in any order.</summary>
    NewBatch,

    /// <summary>A section is sent without identity: once, whatever comes of it.</summary>
    Anonymous,

    /// <summary>Some of the sections that wait to be sent are sent.</summary>
    Send,

    /// <summary>A section that was sent before is sent again, answered or not.</summary>
    Repeat,

    /// <summary>Bytes that are no section of the endpoint are sent.</summary>
    SendDamaged,

    /// <summary>Only turns of the host.</summary>
    Turns,

    /// <summary>The log commits some of what waits.</summary>
    Commit,

    /// <summary>A commit fails and writes nothing.</summary>
    FailCommit,

    /// <summary>A commit is written, but its writers are told that it failed.</summary>
    LoseOutcome,

    /// <summary>The first part of what waits is committed, the rest fails.</summary>
    TearCommit,

    /// <summary>The next reads of log and snapshots fail.</summary>
    FailReads,

    /// <summary>An endpoint is asked for its totals while everything goes on.</summary>
    Query,

    /// <summary>Somebody changes how an endpoint is watched, or tries to with settings that are wrong.</summary>
    ConfigureDetection,

    /// <summary>Somebody says of an anomaly, or of one that never was, that it is normal.</summary>
    MarkNormal,

    /// <summary>The clock moves by up to two seconds.</summary>
    AdvanceLittle,

    /// <summary>The clock moves by up to twenty seconds.</summary>
    AdvanceSeconds,

    /// <summary>The clock moves by up to a minute and a half: windows close for idleness, snapshots fall due, calls time out.</summary>
    AdvanceIdle,

    /// <summary>The clock moves by up to twelve minutes: activations are collected.</summary>
    AdvanceLong,

    /// <summary>The clock moves by days: sources are forgotten, events become too old.</summary>
    AdvanceDays,

    /// <summary>The clock is set back.</summary>
    SetClockBack,

    /// <summary>An activation is asked to end.</summary>
    Deactivate,

    /// <summary>An activation is gone at once.</summary>
    CrashActivation,

    /// <summary>The directory forgets an activation, which lives on.</summary>
    DuplicateActivation,

    /// <summary>A segment's activation is asked to end.</summary>
    DeactivateSegment,

    /// <summary>A segment's activation is gone at once, with what it had applied since its last snapshot.</summary>
    CrashSegment,

    /// <summary>The directory forgets a segment's activation, which lives on.</summary>
    DuplicateSegment,

    /// <summary>Publications are sent to a segment once more, or ahead of others.</summary>
    RepeatPublications,

    /// <summary>The host stops in order, and a new one starts.</summary>
    StopHost,

    /// <summary>The process dies, and a new one starts on what the log has.</summary>
    CrashHost,

    /// <summary>The latest snapshot is gone.</summary>
    LoseSnapshot,

    /// <summary>The latest snapshot cannot be read.</summary>
    DamageSnapshot,

    /// <summary>Entries that the snapshots cover are removed.</summary>
    Retain,

    /// <summary>Everything comes to rest, and the whole state is compared.</summary>
    Settle,
}
