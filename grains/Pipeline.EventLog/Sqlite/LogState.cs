using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

/// <summary>What an open log knows without asking the database. The writer changes it; streams can be read by anyone.</summary>
internal sealed class LogState
{
    private long _frameCount;

    public StreamTable Streams { get; } = new();

    public UnsealedTail Tail { get; } = new();

    /// <summary>Position of the next frame. Positions are never used twice, not even when retention has emptied the log.</summary>
    public long NextPosition => Tail.LastPosition + 1;

    /// <summary>Time of the newest frame; the next one is not stamped earlier, even if the clock was set back.</summary>
    public long LastCommittedAtUnixMs { get; set; }

    public long FrameCount => Volatile.Read(ref _frameCount);

    public void AddFrames(long count) => Interlocked.Add(ref _frameCount, count);
}
