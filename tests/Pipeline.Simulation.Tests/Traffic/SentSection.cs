using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;

namespace Pipeline.Simulation.Tests.Traffic;

/// <summary>One section: what it says in plain form, its bytes, and what its sender has learnt of its fate.</summary>
internal sealed class SentSection(
    int number,
    string endpoint,
    BatchIdentity? identity,
    IReadOnlyList<EventRecord> events,
    IReadOnlyList<SentTally> tallies,
    IReadOnlyList<SentDrop> drops,
    byte[] bytes)
{
    /// <summary>Counts the sections of a run.</summary>
    public int Number { get; } = number;

    public string Endpoint { get; } = endpoint;

    public BatchIdentity? Identity { get; } = identity;

    public IReadOnlyList<EventRecord> Events { get; } = events;

    public IReadOnlyList<SentTally> Tallies { get; } = tallies;

    public IReadOnlyList<SentDrop> Drops { get; } = drops;

    public byte[] Bytes { get; } = bytes;

    /// <summary>What must be in the log, may be, or must not be.</summary>
    public Knowledge Knowledge { get; set; } = Knowledge.NotInLog;

    public bool IsSent { get; set; }

    /// <summary>Sends that have no answer yet.</summary>
    public int OpenCalls { get; set; }

    /// <summary>The sender will not send it again of itself.</summary>
    public bool IsSettled { get; set; }

    /// <summary>How many of its events the model counts; null as long as the log does not have it.</summary>
    public int? CountedEvents { get; set; }

    /// <summary>What its first answer said that it was applied; null until then.</summary>
    public int? AcceptedCount { get; set; }

    public override string ToString() => Identity is { } identity
        ? $"section {Number} ({Endpoint}, source {identity.Source.Id.Low} sequence {identity.Sequence})"
        : $"section {Number} ({Endpoint}, no identity)";
}
