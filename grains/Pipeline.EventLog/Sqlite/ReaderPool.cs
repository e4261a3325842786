using System.Collections.Concurrent;

namespace Pipeline.EventLog.Sqlite;

/// <summary>A bounded number of readers, opened when first needed. Who comes when all are busy waits.</summary>
internal sealed class ReaderPool(SqliteEventLogOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(options.ReaderCountMax, options.ReaderCountMax);
    private readonly ConcurrentBag<LogReader> _idle = [];
    private volatile bool _isClosed;

    /// <summary>Runs a piece of reading on the thread pool, since SQLite blocks its thread.</summary>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public async Task<T> ReadAsync<T>(Func<LogReader, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteEventLog));
            return await Task.Run(() => Read(read), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for readers under way and closes all.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        for (int i = 0; i < options.ReaderCountMax; i++)
            await _free.WaitAsync().ConfigureAwait(false);
        while (_idle.TryTake(out LogReader? reader))
            reader.Dispose();
        // Those still queued for a reader get it only to learn that the log is closed.
        _free.Release(options.ReaderCountMax);
    }

    private T Read<T>(Func<LogReader, T> read)
    {
        if (!_idle.TryTake(out LogReader? reader))
            reader = new LogReader(LogDatabase.OpenForReading(LogDatabase.PathIn(options.DataDirectory), options.LockTimeout));
        try
        {
            return read(reader);
        }
        finally
        {
            _idle.Add(reader);
        }
    }
}
