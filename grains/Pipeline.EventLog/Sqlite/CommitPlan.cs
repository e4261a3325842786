using Pipeline.EventLog.Frames;
using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

/// <summary>What one commit will write: a frame, snapshots, and the streams that are new. The writer reuses one plan.</summary>
internal sealed class CommitPlan
{
    private readonly HashSet<StreamState> _touched = [];
    private readonly List<PlannedSnapshot> _snapshots = [];

    public FrameBuilder Frame { get; } = new();

    public IReadOnlyList<PlannedSnapshot> Snapshots => _snapshots;

    /// <summary>Streams whose pending state differs from what is durable.</summary>
    public IReadOnlyCollection<StreamState> Touched => _touched;

    public bool IsEmpty => _touched.Count == 0;

    public void AddEntry(StreamState state, Offset offset, EntryParts entry)
    {
        Frame.Add(state.Id, offset, entry);
        state.PendingHead = offset.Next();
        _touched.Add(state);
    }

    public void AddSnapshot(StreamState state, SnapshotSlot slot, SnapshotWrite write, Offset? previous)
    {
        _snapshots.Add(new PlannedSnapshot(state.Id, slot, write, previous));
        _touched.Add(state);
    }

    public void Clear()
    {
        Frame.Clear();
        _snapshots.Clear();
        _touched.Clear();
    }
}
