using Pipeline.Core.Packing;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>What a webhook owes its target, what has become of it, and how the target fares: a function of <see cref="OutboxEntry"/>.</summary>
/// <remarks>
/// <para>Not thread-safe. No clock, no randomness: times, ids and verdicts come with the entries.</para>
/// <para>Messages wait in the order in which they were put here; one of an incident is never sent before an earlier one of it. While the
/// target is out of order, each incident keeps its latest message only.</para>
/// </remarks>
public sealed partial class Outbox : IJournaled<Outbox, OutboxEntry>
{
    private readonly SortedDictionary<long, OutboxMessage> _pending = [];
    private readonly SortedDictionary<long, OutboxMessage> _dead = [];
    private readonly Queue<OutboxMessage> _history = new();
    private readonly Dictionary<string, OutboxMessage> _known = new(StringComparer.Ordinal);
    private readonly Queue<long> _recent = new();
    private readonly SortedDictionary<string, long> _overtaken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IncidentReport> _incidents = new(StringComparer.Ordinal);
    private readonly List<NumberedFinding> _findings = [];

    /// <summary>How it fares.</summary>
    public OutboxStanding Standing { get; private set; } = new();

    /// <summary>Messages that wait, in their order.</summary>
    public IReadOnlyCollection<OutboxMessage> Pending => _pending.Values;

    /// <summary>Messages that were given up, in their order.</summary>
    public IReadOnlyCollection<OutboxMessage> Dead => _dead.Values;

    /// <summary>What others are to be told of the target, oldest first.</summary>
    public IReadOnlyList<NumberedFinding> Findings => _findings;

    /// <summary>Whether anything is sent now.</summary>
    public bool IsOn => Standing is { IsOn: true, IsRemoved: false, GoneVersion: null };

    /// <summary>A message; null if there is none of that id, or not any more.</summary>
    public OutboxMessage? Find(string id) => _known.GetValueOrDefault(id);

    /// <summary>Takes the next entry.</summary>
    public void Apply(OutboxEntry entry)
    {
        switch (entry)
        {
            case OutboxEntry.Configured configured:
                Configure(configured);
                break;
            case OutboxEntry.Taken taken:
                Take(taken);
                break;
            case OutboxEntry.IncidentsTaken taken:
                Take(taken);
                break;
            case OutboxEntry.TestAsked asked:
                Add(new OutboxMessage(asked.Id, OutboxMessage.Test, 0, asked.At, []));
                break;
            case OutboxEntry.Attempted attempted:
                Note(attempted);
                break;
            case OutboxEntry.Digested digested:
                Digest(digested);
                break;
            case OutboxEntry.Replayed replayed:
                Replay(replayed);
                break;
            case OutboxEntry.Pushed pushed:
                Note(pushed);
                break;
            case OutboxEntry.TroubleTold told:
                Standing = Standing with { Revision = Standing.Revision + 1 };
                _findings.Add(new NumberedFinding(Standing.Revision, told.Finding));
                if (_findings.Count > OutboxLimits.FindingsMax)
                    _findings.RemoveAt(0);
                break;
            case OutboxEntry.Removed:
                Standing = Standing with { IsRemoved = true, IsOn = false };
                Forget();
                break;
            default:
                throw new ArgumentException($"An entry of kind {entry.GetType().Name} is unknown.", nameof(entry));
        }

        Collapse(entry.At);
    }

    /// <summary>The entry's bytes.</summary>
    public static byte[] Write(OutboxEntry entry) => JsonBytes.Write(entry, OutboxJsonContext.Default.OutboxEntry);

    /// <summary>An entry of its bytes; null if this program does not know the form.</summary>
    public static OutboxEntry? Read(ReadOnlySpan<byte> bytes) =>
        JsonBytes.Read(bytes, OutboxJsonContext.Default.OutboxEntry) is { V: 1 } entry ? entry : null;

    /// <summary>All of it, for a snapshot.</summary>
    public byte[] WriteSnapshot() =>
        JsonBytes.Write(
            new OutboxSnapshot(1, Standing, [.. _pending.Values], [.. _dead.Values], [.. _history], [.. _recent], [.. _incidents.Values], _findings)
            {
                Overtaken = _overtaken.Count > 0 ? _overtaken : null,
            },
            OutboxJsonContext.Default.OutboxSnapshot);

    /// <summary>An outbox of a snapshot; null if this program does not know the form.</summary>
    public static Outbox? ReadSnapshot(ReadOnlySpan<byte> bytes) =>
        JsonBytes.Read(bytes, OutboxJsonContext.Default.OutboxSnapshot) is { V: 1 } snapshot ? new Outbox(snapshot) : null;

    /// <summary>An empty one.</summary>
    public Outbox()
    {
    }

    private Outbox(OutboxSnapshot snapshot)
    {
        Standing = snapshot.Standing;
        foreach (OutboxMessage message in snapshot.Pending)
            _pending.Add(message.Sequence, message);
        foreach (OutboxMessage message in snapshot.Dead)
            _dead.Add(message.Sequence, message);
        foreach (OutboxMessage message in snapshot.History)
            _history.Enqueue(message);
        foreach (OutboxMessage message in snapshot.Pending.Concat(snapshot.Dead).Concat(snapshot.History))
            _known[message.Id] = message;
        foreach (long started in snapshot.Recent)
            _recent.Enqueue(started);
        foreach ((string incident, long number) in snapshot.Overtaken ?? new Dictionary<string, long>())
            _overtaken.Add(incident, number);
        foreach (IncidentReport incident in snapshot.Incidents)
            _incidents[incident.Id] = incident;
        _findings.AddRange(snapshot.Findings);
    }
}
