using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Verification;

/// <summary>What the database says of a stream, and how far the walk through the frames has come.</summary>
internal sealed class VerifiedStream(long id, string name, Offset first, Offset sealedHead, long lastRangeId)
{
    private readonly List<StreamRun> _runs = [];

    public long Id { get; } = id;

    public string Name { get; } = name;

    public Offset First { get; } = first;

    public Offset SealedHead { get; } = sealedHead;

    public long LastRangeId { get; } = lastRangeId;

    /// <summary>Offset at which the next part must begin.</summary>
    public Offset Next { get; private set; } = first;

    /// <summary>Parts met since the last <see cref="ClearRuns"/>: those of the current range.</summary>
    public IReadOnlyList<StreamRun> Runs => _runs;

    /// <summary>Newest range in which the stream was met; 0 before the first.</summary>
    public long MetRangeId { get; set; }

    public void Add(StreamRun run)
    {
        _runs.Add(run);
        Next = run.End;
    }

    public void ClearRuns() => _runs.Clear();

    public override string ToString() => $"Stream '{Name}'";
}
