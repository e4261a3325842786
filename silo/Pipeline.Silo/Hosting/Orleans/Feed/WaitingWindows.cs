using Pipeline.Core.Queries;

namespace Pipeline.Silo.Hosting.Feed;

/// <summary>Windows that wait to be sent to one silo: bounded in number and bytes, beyond which the oldest go. Thread-safe; one reader.</summary>
internal sealed class WaitingWindows(int countMax, long bytesMax)
{
    private readonly Lock _gate = new();
    private readonly Queue<PortableWindow> _windows = new();
    private long _bytes;
    private bool _isCompleted;
    private TaskCompletionSource? _reader;

    /// <summary>Adds windows, or none after the end; returns how many are lost for it, of these or of older ones.</summary>
    public int Offer(IReadOnlyList<PortableWindow> windows)
    {
        lock (_gate)
        {
            if (_isCompleted)
                return windows.Count;
            foreach (PortableWindow window in windows)
            {
                _windows.Enqueue(window);
                _bytes += window.Cell.Packed.Length;
            }

            int lost = 0;
            // One window is always kept, however large.
            while (_windows.Count > countMax || (_bytes > bytesMax && _windows.Count > 1))
            {
                _bytes -= _windows.Dequeue().Cell.Packed.Length;
                lost++;
            }

            Wake();
            return lost;
        }
    }

    /// <summary>Completes when there is something to take: true; or nothing more will come: false.</summary>
    public async Task<bool> WaitAsync()
    {
        Task waiting;
        lock (_gate)
        {
            if (_windows.Count > 0 || _isCompleted)
                return _windows.Count > 0;
            _reader ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = _reader.Task;
        }

        await waiting;
        lock (_gate)
            return _windows.Count > 0;
    }

    /// <summary>Takes the oldest, one at least if there is any, and stops at so many windows or bytes.</summary>
    public void Take(List<PortableWindow> batch, int batchCountMax, int batchBytesMax)
    {
        lock (_gate)
        {
            int bytes = 0;
            while (batch.Count < batchCountMax && bytes < batchBytesMax && _windows.TryDequeue(out PortableWindow? window))
            {
                batch.Add(window);
                bytes += window.Cell.Packed.Length;
            }

            _bytes -= bytes;
        }
    }

    /// <summary>Nothing more comes; what waits may still be taken.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isCompleted = true;
            Wake();
        }
    }

    private void Wake()
    {
        _reader?.TrySetResult();
        _reader = null;
    }
}
