using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

/// <summary>A request that shares a commit with its neighbours in the queue. Handled on the writer's thread only.</summary>
internal abstract class CommitRequest(StreamName stream, Offset offset) : WriteRequest
{
    // What an object in the queue costs beside its bytes, so that a flood of empty entries is bounded too.
    protected const long OverheadBytes = 64;

    public StreamName Stream { get; } = stream;

    public Offset Offset { get; } = offset;

    public sealed override bool IsAlone => false;

    /// <summary>Judges the request against the stream's pending state and adds what it writes to the commit.</summary>
    public abstract void Prepare(StreamState state, CommitPlan plan);

    /// <summary>Answers after the commit has succeeded, or when there was nothing to commit.</summary>
    public abstract void Complete();

    /// <summary>Answers after the commit has failed and pending state is back at what is durable.</summary>
    public abstract void CompleteAfterFailure(StreamState state, Exception cause);
}
