namespace Pipeline.EventLog.Index;

/// <summary>The frames after the last sealed range: how many there are, and which streams have entries in them. Writer only.</summary>
/// <remarks>
/// Its bounds are those of what the log keeps in memory per run and reads again after a crash: 64 MiB of frames, or 4,096 of them, or
/// 65,536 runs (2 MB). Sealing more often would write the index in smaller and so more rows.
/// </remarks>
internal sealed class UnsealedTail
{
    private const long BytesMax = 64 * 1024 * 1024;
    private const int FrameCountMax = 4096;
    private const int RunCountMax = 65_536;

    private readonly HashSet<StreamState> _streams = [];
    private long _bytes;
    private int _runCount;

    /// <summary>Position of the oldest frame of the tail; of the next frame to come while the tail is empty.</summary>
    public long FirstPosition { get; private set; } = 1;

    public int FrameCount { get; private set; }

    public long LastPosition => FirstPosition + FrameCount - 1;

    public IReadOnlyCollection<StreamState> Streams => _streams;

    public bool IsDue => FrameCount >= FrameCountMax || _bytes >= BytesMax || _runCount >= RunCountMax;

    public void AddRun(StreamState stream)
    {
        _streams.Add(stream);
        _runCount++;
    }

    public void AddFrame(long bytes)
    {
        FrameCount++;
        _bytes += bytes;
    }

    /// <summary>Empties the tail; the next frame gets that position.</summary>
    public void Restart(long firstPosition)
    {
        _streams.Clear();
        FirstPosition = firstPosition;
        FrameCount = 0;
        _bytes = 0;
        _runCount = 0;
    }
}
