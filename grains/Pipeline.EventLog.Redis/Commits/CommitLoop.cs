using Microsoft.Extensions.Logging;
using Pipeline.EventLog.Redis.Servers;
using Pipeline.EventLog.Redis.Streams;
using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Commits;

/// <summary>The one loop that writes. It takes whatever is queued, sends one script a stream with all its entries, all of them in one go, and
/// answers when Redis has them on disk.</summary>
/// <remarks>
/// While one commit waits for the disk, the next one's requests gather in the queue: commits grow with load by themselves. The connection is
/// the loop's own, so that nothing stands between the scripts and the WAITAOF behind them.
/// </remarks>
internal sealed partial class CommitLoop(
    RedisEventLogOptions options,
    LogKeys keys,
    IDatabase database,
    ServerGate gate,
    WriteQueue<WriteRequest> queue,
    EventLogInstruments instruments,
    TimeProvider timeProvider,
    ILogger logger)
{
    private readonly ILogger _logger = logger;
    private readonly List<WriteRequest> _taken = [];
    private readonly List<ScriptCall> _calls = [];
    private readonly Dictionary<LogStream, ScriptCall> _lastCalls = [];
    private bool _isFailing;

    public async Task RunAsync()
    {
        while (await queue.TakeAsync(_taken, options.CommitBytesMax).ConfigureAwait(false))
        {
            try
            {
                await CommitTogetherAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Nothing of the kind is expected here, but a loop that died would leave every later append without an answer.
                LogUnexpected(exception);
                foreach (WriteRequest request in _taken)
                {
                    request.Stream.OnUnknownOutcome();
                    request.Fail(exception);
                }
            }

            queue.Release(_taken);
            foreach (WriteRequest request in _taken)
                request.Answer();
            _taken.Clear();
            _calls.Clear();
            _lastCalls.Clear();
        }
    }

    private async Task CommitTogetherAsync()
    {
        if (!await gate.TryOpenAsync().ConfigureAwait(false))
        {
            RefuseAll();
            return;
        }

        long startedAt = timeProvider.GetTimestamp();
        List<WriteRequest> current = await TakeCurrentAsync().ConfigureAwait(false);
        foreach (WriteRequest request in current)
            Plan(request);
        if (_calls.Count == 0)
            return;
        Task<Exception?> durable = SendAll(_calls);
        List<(ScriptCall Call, Exception Failure)> failed = await DecideAsync(_calls, durable).ConfigureAwait(false);
        if (failed.Count > 0)
            await SendAgainOrFailAsync(failed).ConfigureAwait(false);
        Count(startedAt);
    }

    private void RefuseAll()
    {
        foreach (WriteRequest request in _taken)
        {
            try
            {
                gate.ThrowIfLost();
                request.Refuse();
            }
            catch (EventLogException lost)
            {
                request.Fail(lost);
            }
        }
    }

    /// <summary>What of the taken requests may be sent: not those made before an outcome became unknown, nor those of a stream whose head
    /// cannot be read since.</summary>
    private async Task<List<WriteRequest>> TakeCurrentAsync()
    {
        List<WriteRequest> current = [];
        Dictionary<LogStream, Exception> unread = [];
        foreach (WriteRequest request in _taken)
        {
            LogStream stream = request.Stream;
            if (request.Era != stream.Era)
            {
                request.Fail(new EventLogException(
                    stream.Name, request.Offset, "The outcome of a write before this one is unknown; nothing was written."));
                continue;
            }

            if (stream.IsUncertain && !unread.ContainsKey(stream) && await ReadHeadAsync(stream).ConfigureAwait(false) is { } failure)
                unread.Add(stream, failure);
            if (unread.TryGetValue(stream, out Exception? cause))
                request.Fail(cause);
            else
                current.Add(request);
        }

        return current;
    }

    private async Task<Exception?> ReadHeadAsync(LogStream stream)
    {
        try
        {
            Offset known = stream.KnownHead;
            Offset head = new((long?)await database.HashGetAsync(stream.Meta, "h").ConfigureAwait(false) ?? 0);
            if (head < known)
                return gate.OnStreamWentBack(stream, known, head);
            if (!gate.SyncsLater)
                stream.OnHead(head);
            stream.OnHeadRead();
            return null;
        }
        catch (Exception exception) when (RedisFailure.IsRedis(exception))
        {
            gate.Close(exception.Message);
            return exception;
        }
        catch (Exception exception) when (exception is InvalidCastException or FormatException or OverflowException)
        {
            // Of this stream alone: the others in the commit have nothing to do with it.
            return new EventLogException(
                stream.Name, stream.KnownHead, "The stream's head in Redis is damaged: " + exception.Message, exception);
        }
    }

    private void Plan(WriteRequest request)
    {
        if (request is AppendRequest append)
        {
            if (!_lastCalls.TryGetValue(append.Stream, out ScriptCall? last) || last is not AppendCall { IsFull: false } call)
                AddCall(call = new AppendCall(append.Stream));
            call.Add(append);
        }
        else
        {
            AddCall(new SnapshotCall((SnapshotRequest)request));
        }
    }

    private void AddCall(ScriptCall call)
    {
        _calls.Add(call);
        _lastCalls[call.Stream] = call;
    }

    /// <summary>Sends calls and, behind them, what tells that they are on disk.</summary>
    /// <returns>Why they may not be; null if they are.</returns>
    private Task<Exception?> SendAll(IEnumerable<ScriptCall> calls)
    {
        foreach (ScriptCall call in calls)
            call.Send(database, keys, gate.StoreId);
        return gate.UsesWaitAof ? gate.WaitUntilSyncedAsync() : Task.FromResult<Exception?>(null);
    }

    /// <returns>The calls that did not run, and those that may not be durable.</returns>
    private async Task<List<(ScriptCall Call, Exception Failure)>> DecideAsync(IReadOnlyList<ScriptCall> calls, Task<Exception?> durable)
    {
        List<(ScriptCall, Exception)> failed = [];
        Exception? notSynced = await durable.ConfigureAwait(false);
        foreach (ScriptCall call in calls)
        {
            // Without the sync a script that has run is as unknown as one without an answer; one that was refused stays refused.
            if ((await call.WaitAsync().ConfigureAwait(false) ?? AsUnknown(notSynced)) is { } failure)
                failed.Add((call, failure));
            else
                Decide(call);
        }

        return failed;
    }

    private static EventLogException? AsUnknown(Exception? notSynced) => notSynced is null
        ? null
        : new EventLogException("Whether the commit is on disk is unknown: " + notSynced.Message, notSynced);

    private void Decide(ScriptCall call)
    {
        Offset head = call.Decide();
        if (head < call.KnownBefore)
            call.Fail(gate.OnStreamWentBack(call.Stream, call.KnownBefore, head));
        else if (!gate.SyncsLater || !call.Tally.IsEmpty)
            // A call that wrote nothing may tell of another's entries, which are not on disk yet.
            call.Stream.OnHead(head);
    }

    private async Task SendAgainOrFailAsync(List<(ScriptCall Call, Exception Failure)> failed)
    {
        // A Redis that has forgotten the scripts has not run them. Anything else is not tried again here.
        ScriptCall[] forgotten =
            [.. failed.Where(failure => failure.Failure is RedisServerException { Kind: RedisErrorKind.NoScript }).Select(failure => failure.Call)];
        if (forgotten.Length > 0 && forgotten.Length == failed.Count)
        {
            try
            {
                await database.LoadScriptsAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (RedisFailure.IsRedis(exception))
            {
                gate.Close(exception.Message);
            }

            failed = await DecideAsync(forgotten, SendAll(forgotten)).ConfigureAwait(false);
        }

        foreach ((ScriptCall call, Exception failure) in failed)
            Fail(call, failure);
    }

    private void Fail(ScriptCall call, Exception failure)
    {
        if (RedisFailure.IsRefusal(failure))
        {
            gate.Close(failure.Message);
            call.Refuse();
            return;
        }

        if (RedisFailure.IsStoreGone(failure))
        {
            call.Fail(gate.OnStoreGone());
            return;
        }

        // Unknown: also of those whose script Redis could not find, or that it stopped.
        call.Stream.OnUnknownOutcome();
        if (failure is not RedisServerException)
            gate.Close(failure.Message);
        instruments.OnCommitFailed();
        if (!_isFailing)
            LogCommitFailed(call.Stream.Name, failure);
        _isFailing = true;
        foreach (WriteRequest request in call.Requests)
            request.Fail(new EventLogException(
                request.Stream.Name, request.Offset, "The commit failed or has an unknown outcome: " + failure.Message, failure));
    }

    private void Count(long startedAt)
    {
        CommitTally tally = default;
        foreach (ScriptCall call in _calls)
        {
            tally += call.Tally;
            if (call is AppendCall { ConflictCount: > 0 } append)
                instruments.OnConflicts(append.ConflictCount);
        }

        if (tally.IsEmpty)
            return;
        gate.OnCommitted(tally.Bytes);
        instruments.OnCommitted(
            timeProvider.GetElapsedTime(startedAt), tally.Entries, tally.EntryBytes, tally.Snapshots, tally.SnapshotBytes);
        if (tally.Cells > 0)
            instruments.OnCellsWritten(tally.Cells, tally.CellBytes);
        if (_isFailing)
            LogCommitsAgain();
        _isFailing = false;
    }
}
