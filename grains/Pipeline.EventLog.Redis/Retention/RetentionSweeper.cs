using Pipeline.EventLog.Index;
using Pipeline.EventLog.Redis.Servers;
using Pipeline.EventLog.Redis.Streams;
using Pipeline.EventLog.Retention;
using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Retention;

/// <summary>Removes the oldest entries that are old enough and that no snapshot needs, one bounded script at a time.</summary>
/// <remarks>
/// A stream needs what follows its previous snapshot. One that has fallen silent would so keep its last entries for ever; therefore, when
/// they are old enough and lie before its <em>latest</em> snapshot, that one is checked and copied over the previous one. A Redis stream is
/// trimmed and never deleted: its last id stays, and with it the place of the next entry.
/// </remarks>
internal sealed class RetentionSweeper(RetentionOptions options, IDatabase database, LogKeys keys, ServerGate gate, RedisReader reader)
{
    // Answers of the trimming script.
    private const long More = 1;
    private const long CopyFirst = 2;
    private const long SnapshotMissing = 3;

    /// <summary>Whether this process may sweep now; one of all processes does within an interval.</summary>
    /// <exception cref="RedisException">Redis does not answer.</exception>
    public async Task<bool> TryTakeTurnAsync() => await database
        .StringSetAsync(keys.Retention, Environment.MachineName, options.Interval * 0.9, When.NotExists).ConfigureAwait(false);

    /// <exception cref="EventLogException">A step failed; earlier steps stay done.</exception>
    public async Task<RedisRetentionResult> SweepAsync(LogStreams streams, CancellationToken cancellationToken)
    {
        long entries = 0;
        StreamName? neededBy = null;
        if (options.Age is not { } age)
            return default;
        foreach (StreamName name in await reader.ReadNamesAsync(cancellationToken).ConfigureAwait(false))
        {
            LogStream stream = streams.Get(name);
            long next = More;
            while (next == More || (next == CopyFirst && await TryCopyAsync(stream, cancellationToken).ConfigureAwait(false)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                (long removed, next) = await TrimAsync(stream, age).ConfigureAwait(false);
                entries += removed;
            }

            if (next is SnapshotMissing or CopyFirst)
                neededBy ??= name;
        }

        return new RedisRetentionResult(entries, neededBy);
    }

    private async Task<(long Removed, long Next)> TrimAsync(LogStream stream, TimeSpan age)
    {
        RedisKey[] scriptKeys = [keys.Store, stream.Meta, stream.Entries];
        RedisValue[] arguments = [gate.StoreId, (long)age.TotalMilliseconds, options.StepBytesMax];
        long[] answer = (long[])(await RunAsync(stream, RedisScript.Trim, scriptKeys, arguments).ConfigureAwait(false))!;
        return (answer[0], answer[1]);
    }

    private async Task<bool> TryCopyAsync(LogStream stream, CancellationToken cancellationToken)
    {
        (Snapshot? snapshot, StreamMeta meta) = await reader.ReadSnapshotAsync(stream, isLatest: true, cancellationToken).ConfigureAwait(false);
        if (snapshot is null || meta.Snapshots.Latest is not SnapshotSlot latest)
            return false;
        RedisKey[] scriptKeys = [keys.Store, stream.Meta, stream.Slots[0], stream.Slots[1]];
        RedisValue[] arguments = [gate.StoreId, latest.Generation, latest.Offset.Value, (long)meta.Checksums[latest.Generation]];
        return (long)await RunAsync(stream, RedisScript.Copy, scriptKeys, arguments).ConfigureAwait(false) == 1;
    }

    private async Task<RedisResult> RunAsync(LogStream stream, RedisScript script, RedisKey[] scriptKeys, RedisValue[] arguments)
    {
        try
        {
            gate.ThrowIfLost();
            return await database.RunAsync(script, scriptKeys, arguments).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisFailure.IsStoreGone(exception))
        {
            throw gate.OnStoreGone();
        }
        catch (Exception exception) when (RedisFailure.IsRedis(exception))
        {
            throw new EventLogException(stream.Name, Offset.Start, "Retention failed: " + exception.Message, exception);
        }
    }
}
