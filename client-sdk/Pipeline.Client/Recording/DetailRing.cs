using System.Runtime.InteropServices;

namespace Pipeline.Client.Recording;

/// <summary>Details on their way from one thread to the collector: a bounded ring with one writer and one reader.</summary>
/// <remarks>
/// Its places hold objects that are used again: the writer fills the one at the tail, or exchanges it for one that it has filled. When it is
/// full the oldest goes, unless the collector is reading just then; then the new one does. Neither side ever waits for the other.
/// </remarks>
internal sealed class DetailRing(int capacity)
{
    private readonly CallDetail?[] _places = new CallDetail?[capacity];
    private readonly object _reading = new();
    private Positions _positions;

    /// <summary>Writer: whether the detail just published made the ring half full. True once on the way up.</summary>
    public bool IsHalfFull
        => (_positions.Tail & ((_places.Length / 2) - 1)) == 0 && _positions.Tail - Volatile.Read(ref _positions.Head) >= _places.Length / 2;

    /// <summary>Writer: the place for the next detail; what stands in it, if anything, is free to be filled. Publish it then.</summary>
    /// <param name="place">Where to put it.</param>
    /// <param name="dropped">The counter whose detail had to go; null if none had to.</param>
    /// <returns>False if the ring is full and being read: the new detail is the one to drop.</returns>
    public bool TryGetPlace(out int place, out KeyCounter? dropped)
    {
        dropped = null;
        place = (int)_positions.Tail & (_places.Length - 1);
        return _positions.Tail - _positions.CachedHead < _places.Length || TryMakeRoom(out dropped);
    }

    /// <summary>Writer: what stands in a place.</summary>
    public ref CallDetail? this[int place] => ref _places[place];

    /// <summary>Writer: hands over what was put into the place.</summary>
    public void Publish() => Volatile.Write(ref _positions.Tail, _positions.Tail + 1);

    /// <summary>Reader: lets a visitor read every detail that is there. The details stay in their places, to be used again.</summary>
    public int Read(Action<CallDetail> visit)
    {
        lock (_reading)
        {
            long tail = Volatile.Read(ref _positions.Tail);
            long head = _positions.Head;
            int count = (int)(tail - head);
            for (; head < tail; head++)
            {
                CallDetail detail = _places[(int)head & (_places.Length - 1)]!;
                try
                {
                    visit(detail);
                }
                finally
                {
                    // Also if it cannot be read: the next one can.
                    detail.Reset();
                    Volatile.Write(ref _positions.Head, head + 1);
                }
            }

            return count;
        }
    }

    private bool TryMakeRoom(out KeyCounter? dropped)
    {
        dropped = null;
        _positions.CachedHead = Volatile.Read(ref _positions.Head);
        if (_positions.Tail - _positions.CachedHead < _places.Length)
            return true;
        if (!Monitor.TryEnter(_reading))
            return false;
        try
        {
            long head = _positions.Head;
            if (_positions.Tail - head >= _places.Length)
            {
                CallDetail oldest = _places[(int)head & (_places.Length - 1)]!;
                dropped = oldest.Counter;
                oldest.Reset();
                Volatile.Write(ref _positions.Head, head + 1);
            }

            _positions.CachedHead = _positions.Head;
            return true;
        }
        finally
        {
            Monitor.Exit(_reading);
        }
    }

    /// <summary>Apart by more than a cache line, so that writer and reader do not take each other's.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Positions
    {
        /// <summary>Details published so far; the writer's.</summary>
        [FieldOffset(0)]
        public long Tail;

        /// <summary>The writer's last look at the head.</summary>
        [FieldOffset(8)]
        public long CachedHead;

        /// <summary>Details read or dropped so far; changed under the lock.</summary>
        [FieldOffset(128)]
        public long Head;
    }
}
