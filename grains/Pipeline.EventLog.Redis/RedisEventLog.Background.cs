using Microsoft.Extensions.Logging;
using Pipeline.EventLog.Redis.Retention;
using Pipeline.EventLog.Redis.Servers;

namespace Pipeline.EventLog.Redis;

public sealed partial class RedisEventLog
{
    private int _isSweeping;
    private StreamName? _heldUpBy;

    /// <summary>
    /// Removes what retention allows now, stream by stream in bounded steps between commits. Runs by itself at the interval of the options,
    /// in one of the processes.
    /// </summary>
    /// <exception cref="EventLogException">A step failed; earlier steps stay done.</exception>
    public async ValueTask<RedisRetentionResult> ApplyRetentionAsync(CancellationToken cancellationToken = default)
    {
        RedisRetentionResult result = await _sweeper.SweepAsync(_streams, cancellationToken).ConfigureAwait(false);
        Instruments.OnFramesRemoved(result.Entries);
        return result;
    }

    /// <summary>One sweep at a time, so that a slow Redis does not pile them up.</summary>
    private void SweepInBackground()
    {
        if (_gate.IsOpen && Interlocked.Exchange(ref _isSweeping, 1) == 0)
            _ = SweepAsync();
    }

    private async Task SweepAsync()
    {
        try
        {
            if (!await _sweeper.TryTakeTurnAsync().ConfigureAwait(false))
                return;
            RedisRetentionResult result = await ApplyRetentionAsync().ConfigureAwait(false);
            if (result.Entries > 0)
                LogRemoved(result.Entries);
            // Said once per stream, not once a minute.
            if (result.NeededBy is { } stream && stream != _heldUpBy)
                LogRetentionHeldUp(stream);
            _heldUpBy = result.NeededBy;
        }
        catch (Exception exception) when (RedisFailure.IsRedis(exception) || exception is EventLogException)
        {
            if (Volatile.Read(ref _isDisposed) == 0)
                LogRetentionFailed(exception);
        }
        finally
        {
            Volatile.Write(ref _isSweeping, 0);
        }
    }

    [LoggerMessage(EventId = 1131, Level = LogLevel.Information, Message = "Event log open in Redis under '{Prefix}'; a commit is durable by {Means}.")]
    private partial void LogOpened(string prefix, string means);

    [LoggerMessage(EventId = 1132, Level = LogLevel.Information, Message = "Event log in Redis under '{Prefix}' closed.")]
    private partial void LogClosed(string prefix);

    [LoggerMessage(EventId = 1133, Level = LogLevel.Information, Message = "Retention removed {Entries} entries.")]
    private partial void LogRemoved(long entries);

    [LoggerMessage(EventId = 1134, Level = LogLevel.Warning,
        Message = "Retention is held up: stream '{Stream}' has no two snapshots behind its oldest entries, which are old enough to go.")]
    private partial void LogRetentionHeldUp(StreamName stream);

    [LoggerMessage(EventId = 1135, Level = LogLevel.Error, Message = "Retention failed; it is tried again at its next turn.")]
    private partial void LogRetentionFailed(Exception exception);
}
