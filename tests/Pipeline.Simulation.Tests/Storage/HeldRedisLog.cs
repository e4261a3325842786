using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.EventLog;
using Pipeline.EventLog.Memory;
using Pipeline.EventLog.Redis;
using StackExchange.Redis;
using StreamInfo = Pipeline.EventLog.StreamInfo;

namespace Pipeline.Simulation.Tests.Storage;

/// <summary>The log over a real Redis, behind a queue that holds its writes. Every call waits for Redis, so that a run stays on one thread
/// and nothing of it goes on while Redis works.</summary>
internal sealed class HeldRedisLog : IHeldLog
{
    private readonly Queue<HeldWrite> _pending = [];
    private readonly QueueBudget _budget;
    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly RedisEventLog _log;
    private readonly string _prefix;

    public HeldRedisLog(string configuration, string keyPrefix, long queueBytesMax)
    {
        _budget = new QueueBudget(queueBytesMax);
        _prefix = keyPrefix + ":log:";
        _connection = ConnectionMultiplexer.Connect(configuration);
        _database = _connection.GetDatabase();
        RedisEventLogOptions options = new() { Configuration = configuration, KeyPrefix = keyPrefix };
        options.Retention.Age = null;
        _log = Await(() => RedisEventLog.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance));
    }

    public int PendingCount => _pending.Count;

    public int CommitPending(int countMax, CommitFate fate)
    {
        List<HeldWrite> ended = [];
        while (ended.Count < countMax && _pending.TryDequeue(out HeldWrite? write))
        {
            write.GiveBackRoom(_budget);
            ended.Add(write);
        }

        if (fate == CommitFate.Fail)
            FailInOneCommit(ended);
        else
            WriteInOneCommit(ended, fate);
        return ended.Count;
    }

    public int Kill()
    {
        int count = _pending.Count;
        while (_pending.TryDequeue(out HeldWrite? write))
            write.GiveBackRoom(_budget);
        return count;
    }

    public void RemoveBefore(StreamName stream, Offset offset)
    {
        _database.StreamTrimByMinId(_prefix + "e:" + stream, string.Create(CultureInfo.InvariantCulture, $"{offset.Value + 1}-0"));
        _database.HashSet(_prefix + "m:" + stream, "f", offset.Value);
    }

    public bool CanSpareLatestSnapshot(StreamName stream)
    {
        Offset first = Await(() => _log.FindStreamAsync(stream).AsTask())?.First ?? Offset.Start;
        return first == Offset.Start || Await(() => _log.ReadPreviousAsync(stream).AsTask())?.Offset >= first;
    }

    public void DamageLatestSnapshot(StreamName stream)
    {
        RedisValue slot = _database.HashGet(_prefix + "m:" + stream, "l");
        _database.StringSet($"{_prefix}s{slot}:{stream}", "damaged");
    }

    public void LoseLatestSnapshot(StreamName stream)
    {
        RedisKey meta = _prefix + "m:" + stream;
        long latest = (long)_database.HashGet(meta, "l");
        _database.HashDelete(meta, [$"o{latest}", $"w{latest}", $"c{latest}"]);
        if (_database.HashExists(meta, $"o{1 - latest}"))
            _database.HashSet(meta, "l", 1 - latest);
        else
            _database.HashDelete(meta, "l");
    }

    public ValueTask<Offset> GetHeadAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        new(Await(() => _log.GetHeadAsync(stream, cancellationToken).AsTask()));

    public ValueTask<AppendOutcome> AppendAsync(
        StreamName stream, Offset expected, EntryParts entry, CancellationToken cancellationToken = default)
    {
        if (!_budget.TryTakeForEntry(entry.LengthBytes))
            return new(new AppendOutcome(AppendStatus.Overloaded, expected));
        HeldAppend append = new(stream, expected, entry);
        _pending.Enqueue(append);
        return new(append.Task);
    }

    public async IAsyncEnumerable<LogEntry> ReadAsync(
        StreamName stream, Offset from, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<LogEntry> entries = [];
        await Task.CompletedTask;
        Await(async () =>
        {
            await foreach (LogEntry entry in _log.ReadAsync(stream, from, cancellationToken))
                entries.Add(entry with { Bytes = entry.Bytes.ToArray() });
            return entries.Count;
        });
        foreach (LogEntry entry in entries)
            yield return entry;
    }

    /// <summary>Commit times are Redis' own, which a seed does not decide: always the oldest entry, as the in-memory log says.</summary>
    public ValueTask<Offset> FindCommittedFromAsync(StreamName stream, long committedAtUnixMs, CancellationToken cancellationToken = default) =>
        new(Await(() => _log.FindStreamAsync(stream, cancellationToken).AsTask())?.First ?? Offset.Start);

    public bool HasRoomFor(long bytes) => _budget.HasRoomFor(bytes);

    public ValueTask<StreamInfo?> FindStreamAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        new(Await(() => _log.FindStreamAsync(stream, cancellationToken).AsTask()));

    public ValueTask<IReadOnlyList<StreamInfo>> ListStreamsAsync(CancellationToken cancellationToken = default) =>
        new(Await(() => _log.ListStreamsAsync(cancellationToken).AsTask()));

    public ValueTask<Snapshot?> ReadLatestAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        new(Await(() => _log.ReadLatestAsync(stream, cancellationToken).AsTask()));

    public ValueTask<Snapshot?> ReadPreviousAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        new(Await(() => _log.ReadPreviousAsync(stream, cancellationToken).AsTask()));

    public ValueTask<SnapshotStatus> WriteAsync(SnapshotWrite write, CancellationToken cancellationToken = default)
    {
        if (!_budget.TryTakeForSnapshot(write.LengthBytes))
            return new(SnapshotStatus.Overloaded);
        HeldSnapshot snapshot = new(write);
        _pending.Enqueue(snapshot);
        return new(snapshot.Task);
    }

    public ValueTask<IReadOnlyList<StoredCell>> ReadCellsAsync(
        StreamName stream, CellRange range, Offset asOf, int countMax, CancellationToken cancellationToken = default) =>
        new(Await(() => _log.ReadCellsAsync(stream, range, asOf, countMax, cancellationToken).AsTask()));

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await _connection.DisposeAsync();
    }

    // On the pool: nothing of the log may run on the scheduler of the activation that calls, which waits.
    private static T Await<T>(Func<Task<T>> ask) => Task.Run(ask).GetAwaiter().GetResult();

    private void WriteInOneCommit(List<HeldWrite> writes, CommitFate fate)
    {
        Await(async () =>
        {
            Task all = Task.WhenAll(writes.Select(write => write.WriteAsync(_log, _log)).ToArray());
            await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        });
        foreach (HeldWrite write in writes)
        {
            write.Complete(fate == CommitFate.WriteButFail
                ? new EventLogException(write.Stream, write.Offset, "The commit has an unknown outcome, as told.")
                : null);
        }
    }

    /// <summary>Appends pipelined behind each other inside the failing commit all fail; what conflicts with the durable head stays a
    /// conflict.</summary>
    private void FailInOneCommit(List<HeldWrite> writes)
    {
        Dictionary<StreamName, Offset> heads = [];
        Dictionary<StreamName, Offset> nexts = [];
        List<bool> conflicts = [];
        foreach (HeldWrite write in writes)
        {
            if (heads.TryAdd(write.Stream, Offset.Start))
                heads[write.Stream] = nexts[write.Stream] = GetHeadAsync(write.Stream).Result;
            bool isNext = write.Offset == nexts[write.Stream];
            conflicts.Add(write.IsAppend && !isNext && write.Offset != heads[write.Stream]);
            if (write.IsAppend && isNext)
                nexts[write.Stream] = write.Offset.Next();
        }

        for (int i = 0; i < writes.Count; i++)
            writes[i].Fail(heads[writes[i].Stream], conflicts[i]);
    }
}
