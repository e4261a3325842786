using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Pipeline.EventLog.Index;
using Pipeline.EventLog.Redis.Commits;
using Pipeline.EventLog.Redis.Servers;
using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Streams;

/// <summary>Reads streams, snapshots and cells, checks them against their checksums, and heads against those known before.</summary>
/// <remarks>
/// Over a connection of its own, so that no reader waits for a commit's sync. A Redis that is away, or whose store is another one, is an
/// error, never an empty stream. Thread-safe.
/// </remarks>
internal sealed partial class RedisReader(
    IDatabase database, LogKeys keys, ServerGate gate, EventLogInstruments instruments, ILogger logger)
{
    // Bytes asked for at a time: enough to make round trips cheap, little enough for Redis to answer others between.
    private const int PageBytes = 1024 * 1024;

    private readonly ILogger _logger = logger;

    /// <exception cref="EventLogException">Redis cannot be read, or has lost entries that were durable.</exception>
    public async Task<StreamMeta> ReadMetaAsync(LogStream stream, CancellationToken cancellationToken)
    {
        Offset known = stream.KnownHead;
        RedisValue storeId = gate.StoreId;
        (RedisValue store, RedisValue[] values) = await AskAsync(stream, Offset.Start, async () =>
        {
            Task<RedisValue> id = database.HashGetAsync(keys.Store, "id");
            Task<RedisValue[]> fields = database.HashGetAsync(stream.Meta, StreamMeta.Fields);
            await Task.WhenAll(id, fields).ConfigureAwait(false);
            return (id.Result, fields.Result);
        }, cancellationToken).ConfigureAwait(false);
        if (store != storeId)
            throw gate.OnStoreGone();
        return Check(stream, known, values);
    }

    /// <summary>As <see cref="ReadMetaAsync"/>, and the head is on disk: whoever replays may answer for what was written before.</summary>
    /// <exception cref="EventLogException">The same, or whether it is on disk is unknown.</exception>
    public async Task<StreamMeta> ReadDurableMetaAsync(LogStream stream, CancellationToken cancellationToken)
    {
        StreamMeta meta = await ReadMetaAsync(stream, cancellationToken).ConfigureAwait(false);
        if (!gate.SyncsLater || meta.Head <= stream.KnownHead)
            return meta;
        await gate.SyncAsync(cancellationToken).ConfigureAwait(false);
        stream.OnHead(meta.Head);
        return meta;
    }

    /// <summary>Reads the next entries, at least one.</summary>
    /// <exception cref="EventLogException">An entry is missing or damaged, or Redis cannot be read.</exception>
    public async Task<List<LogEntry>> ReadEntriesAsync(LogStream stream, Offset from, Offset head, CancellationToken cancellationToken)
    {
        RedisValue[] page = (RedisValue[])(await RunAsync(
            stream, from, RedisScript.Read, [stream.Entries], [from.Value, head.Value, PageBytes], cancellationToken).ConfigureAwait(false))!;
        List<LogEntry> entries = new(page.Length / 2);
        Offset next = from;
        string? damage = page.Length == 0 ? "the entry is missing" : null;
        for (int i = 0; i + 1 < page.Length && damage is null; i += 2)
        {
            ReadOnlyMemory<byte> value = (byte[]?)page[i + 1];
            damage = FindDamage(stream, next, page[i].ToString(), value.Span);
            if (damage is null)
                entries.Add(new LogEntry(next, value[AppendRequest.HeaderBytes..]));
            next = next.Next();
        }

        // What is whole before a damaged entry is still given out.
        if (entries.Count > 0)
            return entries;
        StreamMeta meta = await ReadMetaAsync(stream, cancellationToken).ConfigureAwait(false);
        if (meta.First > from)
            throw new EventLogException(stream.Name, from, $"Retention removed entries while they were read; the oldest kept is {meta.First}.");
        throw Damaged(new EventLogException(stream.Name, from, $"The entry is damaged: {damage}."));
    }

    public async Task<Offset> FindCommittedFromAsync(LogStream stream, long committedAtUnixMs, CancellationToken cancellationToken) => new(
        (long)await RunAsync(
            stream, Offset.Start, RedisScript.Find, [stream.Meta, stream.Entries], [committedAtUnixMs], cancellationToken).ConfigureAwait(false));

    /// <summary>Reads one of the two snapshots together with the hash that says what it is.</summary>
    /// <returns>The snapshot; null, and said, if it is damaged; null if there is none.</returns>
    public async Task<(Snapshot? Snapshot, StreamMeta Meta)> ReadSnapshotAsync(
        LogStream stream, bool isLatest, CancellationToken cancellationToken)
    {
        StreamMeta meta = await ReadMetaAsync(stream, cancellationToken).ConfigureAwait(false);
        while ((isLatest ? meta.Snapshots.Latest : meta.Snapshots.Previous) is { } wanted)
        {
            Offset known = stream.KnownHead;
            (RedisValue[] values, byte[]? bytes) = await AskAsync(
                stream, wanted.Offset, () => ReadTogetherAsync(stream, wanted.Generation), cancellationToken).ConfigureAwait(false);
            meta = Check(stream, known, values);
            SnapshotSlot? slot = isLatest ? meta.Snapshots.Latest : meta.Snapshots.Previous;
            // Another writer has turned the slots meanwhile: what was read is not what was asked for.
            if (slot?.Generation != wanted.Generation)
                continue;
            string? damage = bytes is null ? "its bytes are missing"
                : stream.SnapshotChecksum(slot.Offset, slot.HasOpenWindows, bytes) != meta.Checksums[slot.Generation] ? "its checksum does not match"
                : null;
            if (damage is null)
                return (new Snapshot(slot.Offset, bytes), meta);
            instruments.OnDamage();
            LogSnapshotDamaged(stream.Name, slot.Offset.Value, damage);
            return (null, meta);
        }

        return (null, meta);
    }

    /// <exception cref="EventLogException">A cell is damaged, the snapshot is gone, or Redis cannot be read.</exception>
    public async Task<List<StoredCell>> ReadCellsAsync(
        LogStream stream, CellRange range, Offset asOf, int countMax, CancellationToken cancellationToken)
    {
        List<StoredCell> cells = [];
        RedisValue next = CellKey.FirstFrom(range.Tier, range.FromUnixMs);
        RedisValue end = CellKey.FirstFrom(range.Tier, range.ToUnixMs);
        while (!next.IsNullOrEmpty)
        {
            RedisValue[] page = await ReadCellPageAsync(
                stream, asOf, [asOf.Value, next, end, countMax - cells.Count, PageBytes], cancellationToken).ConfigureAwait(false);
            next = page[0];
            for (int i = 1; i + 3 < page.Length; i += 4)
                cells.Add(TakeCell(stream, asOf, page.AsSpan(i, 4)));
        }

        instruments.OnCellsRead(cells.Count);
        return cells;
    }

    public async Task<IReadOnlyList<StreamName>> ReadNamesAsync(CancellationToken cancellationToken)
    {
        List<StreamName> names = [];
        try
        {
            gate.ThrowIfLost();
            RedisValue storeId = gate.StoreId;
            await foreach (RedisValue name in database.SetScanAsync(keys.Names, pageSize: 1_000).WithCancellation(cancellationToken).ConfigureAwait(false))
                names.Add(new StreamName(name.ToString()));
            // Behind the scan: a store that goes while it is scanned must not pass for one with fewer streams.
            if (await database.HashGetAsync(keys.Store, "id").ConfigureAwait(false) != storeId)
                throw gate.OnStoreGone();
        }
        catch (Exception exception) when (RedisFailure.IsRedis(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw new EventLogException("Redis cannot list the streams: " + exception.Message, exception);
        }

        // A scan may give a member twice while the set grows.
        return [.. names.Distinct()];
    }

    private async Task<(RedisValue[] Meta, byte[]? Bytes)> ReadTogetherAsync(LogStream stream, int generation)
    {
        ITransaction transaction = database.CreateTransaction();
        Task<RedisValue[]> values = transaction.HashGetAsync(stream.Meta, StreamMeta.Fields);
        Task<RedisValue> bytes = transaction.StringGetAsync(stream.Slots[generation]);
        await transaction.ExecuteAsync().ConfigureAwait(false);
        return (await values.ConfigureAwait(false), (byte[]?)await bytes.ConfigureAwait(false));
    }

    private StreamMeta Check(LogStream stream, Offset known, RedisValue[] values)
    {
        StreamMeta meta = StreamMeta.Parse(stream.Name, values);
        if (meta.Head < known)
            throw gate.OnStreamWentBack(stream, known, meta.Head);
        // An entry that is seen before it is on disk may go again without any loss of what was acknowledged.
        if (!gate.SyncsLater)
            stream.OnHead(meta.Head);
        return meta;
    }

    private static string? FindDamage(LogStream stream, Offset expected, string id, ReadOnlySpan<byte> value)
    {
        int dash = id.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !long.TryParse(id.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            return $"its id is '{id}'";
        if (number != expected.Value + 1)
            return $"the next one there has offset {number - 1}";
        if (value.Length < AppendRequest.HeaderBytes)
            return "it ends inside its header";
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(value);
        uint actual = stream.Checksum(expected, value[AppendRequest.HeaderBytes..]);
        return stored == actual ? null : $"its checksum is {stored:x8}, its bytes give {actual:x8}";
    }

    private async Task<RedisValue[]> ReadCellPageAsync(
        LogStream stream, Offset asOf, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            RedisKey[] scriptKeys = [stream.Meta, stream.Cells, stream.CellStarts];
            return (RedisValue[])(await RunAsync(stream, asOf, RedisScript.Cells, scriptKeys, arguments, cancellationToken).ConfigureAwait(false))!;
        }
        catch (EventLogException exception) when (exception.InnerException is { } cause && RedisFailure.HasCode(cause, "SUPERSEDED"))
        {
            throw new EventLogException(stream.Name, asOf, "The snapshot is gone, and with it what was true for it.") { IsSuperseded = true };
        }
        catch (EventLogException exception) when (exception.InnerException is { } cause && RedisFailure.HasCode(cause, "DAMAGED"))
        {
            throw Damaged(new EventLogException(stream.Name, asOf, cause.Message) { IsCellDamaged = true });
        }
    }

    private StoredCell TakeCell(LogStream stream, Offset asOf, ReadOnlySpan<RedisValue> parts)
    {
        long key = (long)parts[0];
        byte[] bytes = (byte[])parts[3]!;
        if (stream.CellChecksum(key, new Offset((long)parts[1]), bytes) == (long)parts[2])
            return new StoredCell(CellKey.Tier(key), CellKey.StartUnixMs(key), bytes);
        string message = $"The cell of tier {CellKey.Tier(key)} at {CellKey.StartUnixMs(key)} is damaged: its checksum does not match.";
        throw Damaged(new EventLogException(stream.Name, asOf, message) { IsCellDamaged = true });
    }

    private EventLogException Damaged(EventLogException exception)
    {
        instruments.OnDamage();
        LogReadDamaged(exception.Stream!.Value, exception);
        return exception;
    }

    private Task<RedisResult> RunAsync(
        LogStream stream, Offset offset, RedisScript script, RedisKey[] scriptKeys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        AskAsync(stream, offset, () => database.RunAsync(script, scriptKeys, arguments), cancellationToken);

    private async Task<T> AskAsync<T>(LogStream stream, Offset offset, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        gate.ThrowIfLost();
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisFailure.IsRedis(exception))
        {
            throw new EventLogException(stream.Name, offset, "Redis cannot be read: " + exception.Message, exception);
        }
    }

    [LoggerMessage(EventId = 1121, Level = LogLevel.Error,
        Message = "The snapshot of stream '{Stream}' at offset {Offset} is damaged: {Damage}. An older one or the whole stream is used instead.")]
    private partial void LogSnapshotDamaged(StreamName stream, long offset, string damage);

    [LoggerMessage(EventId = 1122, Level = LogLevel.Critical, Message = "Reading stream '{Stream}' met damage in the event log.")]
    private partial void LogReadDamaged(StreamName stream, Exception exception);
}
