using System.Buffers;
using Pipeline.EventLog.Frames;
using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

/// <summary>Walks one stream from an offset to the head that was fixed at its start: first through sealed ranges, then through the
/// tail.</summary>
/// <remarks>
/// Every <see cref="ReadNext"/> fills one buffer with the parts of several frames, so that the hop to a thread that may block is paid once
/// per megabyte and not once per entry. One caller at a time.
/// </remarks>
internal sealed class StreamCursor(StreamState stream, ReadPlan plan, Offset from) : IDisposable
{
    private const int ChunkBytes = 1024 * 1024;

    // Ranges still to be read, newest first: a stack of what the walk back found.
    private Stack<long>? _rangeIds;
    private StreamRun[] _runs = [];
    private int _nextRun;
    private bool _isInTail;
    private byte[] _buffer = [];

    /// <summary>Parts in the buffer, one after the other.</summary>
    public ArraySegment<StreamRun> Runs { get; private set; } = [];

    /// <summary>Their bytes; overwritten by the next <see cref="ReadNext"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Fills the buffer with the next parts.</summary>
    /// <returns>False when the head is reached.</returns>
    /// <exception cref="EventLogException">Index or frame is damaged or gone.</exception>
    public bool ReadNext(LogReader reader)
    {
        while (_nextRun == _runs.Length)
        {
            if (!MoveToNextRuns(reader))
                return false;
        }
        int count = 0;
        int length = 0;
        while (_nextRun + count < _runs.Length && (count == 0 || length + _runs[_nextRun + count].ByteLength <= ChunkBytes))
            length += _runs[_nextRun + count++].ByteLength;

        Reserve(length);
        Runs = new ArraySegment<StreamRun>(_runs, _nextRun, count);
        reader.ReadRuns(Runs, _buffer.AsSpan(0, length));
        Bytes = _buffer.AsMemory(0, length);
        _nextRun += count;
        return true;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private bool MoveToNextRuns(LogReader reader)
    {
        _rangeIds ??= WalkBack(reader);
        _nextRun = 0;
        if (_rangeIds.TryPop(out long rangeId))
        {
            // Runs that end at or before the wanted offset can only be in the first range.
            _runs = FindRange(reader, rangeId).Runs.SkipWhile(run => run.End <= from).ToArray();
            return true;
        }
        if (_isInTail)
            return false;
        _isInTail = true;
        _runs = plan.Tail;
        return true;
    }

    private Stack<long> WalkBack(LogReader reader)
    {
        Stack<long> rangeIds = [];
        Offset reached = plan.TailFirst;
        for (long rangeId = plan.LastRangeId; reached > from;)
        {
            if (rangeId == 0)
                throw new EventLogException(stream.Name, from, $"The index reaches back to offset {reached} only.");
            RangeRow row = FindRange(reader, rangeId).Row;
            rangeIds.Push(rangeId);
            reached = row.First;
            rangeId = row.PreviousRangeId;
        }
        return rangeIds;
    }

    private (RangeRow Row, List<StreamRun> Runs) FindRange(LogReader reader, long rangeId) =>
        reader.FindRange(rangeId, stream.Id)
        ?? throw new EventLogException(stream.Name, from, $"The index of the range from frame {rangeId} is missing.");

    private void Reserve(int length)
    {
        if (_buffer.Length >= length)
            return;
        Dispose();
        _buffer = ArrayPool<byte>.Shared.Rent(length);
    }
}
