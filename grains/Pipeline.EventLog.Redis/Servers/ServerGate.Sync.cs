using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Servers;

internal sealed partial class ServerGate
{
    // Redis forgets the key by itself once nobody asks for syncs any more.
    private static readonly TimeSpan s_syncKeyAge = TimeSpan.FromDays(1);

    private Task<Exception?> _lastSync = Task.FromResult<Exception?>(null);
    private Task<Exception?>? _nextSync;

    /// <summary>Waits until everything that could be read from Redis before the call is on disk, whoever wrote it.</summary>
    /// <remarks>A sync serves all that ask before it begins, so that many replays at a time wait for two syncs at most.</remarks>
    /// <exception cref="EventLogException">Whether it is on disk is unknown.</exception>
    public async Task SyncAsync(CancellationToken cancellationToken)
    {
        Task<Exception?> sync;
        lock (_state)
        {
            if (_nextSync is null)
                _lastSync = _nextSync = SyncAfterAsync(_lastSync);
            sync = _nextSync;
        }

        if (await sync.WaitAsync(cancellationToken).ConfigureAwait(false) is { } failure)
            throw new EventLogException("Whether what was read is on disk is unknown: " + failure.Message, failure);
    }

    /// <summary>Waits until what this connection has written is on disk.</summary>
    /// <returns>Why it may not be; null if it is.</returns>
    public async Task<Exception?> WaitUntilSyncedAsync()
    {
        try
        {
            // The command's own bound lies below the client's, so that its answer comes.
            long timeoutMs = (long)(options.CommandTimeout.TotalMilliseconds * 0.9);
            RedisResult answer = await database.ExecuteAsync("WAITAOF", 1, 0, timeoutMs).ConfigureAwait(false);
            return (int)answer[0] >= 1 ? null : new TimeoutException($"Redis has not synced its append-only file within {timeoutMs} ms.");
        }
        catch (Exception exception) when (RedisFailure.IsRedis(exception))
        {
            return exception;
        }
    }

    private async Task<Exception?> SyncAfterAsync(Task<Exception?> previous)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        lock (_state)
            _nextSync = null;
        // A new lifetime is a write that a full Redis takes as well; the key is there but for the first time.
        (bool isWritten, Exception? failure) = await WriteAndSyncAsync(() => database.KeyExpireAsync(keys.Sync, s_syncKeyAge))
            .ConfigureAwait(false);
        if (failure is null && !isWritten)
            (_, failure) = await WriteAndSyncAsync(() => database.StringSetAsync(keys.Sync, "", s_syncKeyAge)).ConfigureAwait(false);
        return failure;
    }

    /// <summary>WAITAOF waits for what its own connection has written last, and so for all that Redis had written before that.</summary>
    /// <remarks>Both are sent at once: on another connection, after a restart, WAITAOF would wait for nothing.</remarks>
    private async Task<(bool IsWritten, Exception? Failure)> WriteAndSyncAsync(Func<Task<bool>> write)
    {
        Task<bool> written = write();
        Task<Exception?> synced = WaitUntilSyncedAsync();
        try
        {
            bool isWritten = await written.ConfigureAwait(false);
            return (isWritten, await synced.ConfigureAwait(false));
        }
        catch (Exception exception) when (RedisFailure.IsRedis(exception))
        {
            return (false, exception);
        }
    }
}
