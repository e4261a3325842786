using Pipeline.EventLog.Redis.Servers;
using Pipeline.EventLog.Redis.Streams;
using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Commits;

/// <summary>A snapshot and its cells. A large one's bytes are sent in pieces before the script, which then only moves them into place.</summary>
/// <remarks>Otherwise Redis would copy 64 MiB through Lua and sync them in one go, with everybody waiting.</remarks>
internal sealed class SnapshotCall(SnapshotRequest request) : ScriptCall(request.Stream)
{
    private const int PieceBytes = 1024 * 1024;

    // Pieces whose script never came are removed by Redis itself.
    private static readonly TimeSpan s_stagedAgeMax = TimeSpan.FromHours(1);

    private readonly SnapshotWrite _write = request.Write;

    public override IEnumerable<WriteRequest> Requests => [request];

    protected override Task<RedisResult> SendAsync(IDatabaseAsync database, LogKeys keys, RedisValue storeId)
    {
        bool isStaged = _write.Bytes.Length > PieceBytes;
        RedisKey staged = isStaged ? $"{keys.Prefix}w:{Guid.NewGuid():N}" : keys.Prefix + "w:";
        if (isStaged)
            SendPieces(database, staged);

        List<RedisValue> arguments =
        [
            storeId, Stream.Name.Value, _write.Offset.Value, _write.Base.Value, _write.RequireHead, _write.HasOpenWindows,
            (long)Stream.SnapshotChecksum(_write.Offset, _write.HasOpenWindows, _write.Bytes.Span), isStaged,
            isStaged ? _write.Bytes.Length : _write.Bytes, _write.Removals.Count,
        ];
        foreach (CellRemoval removal in _write.Removals)
        {
            arguments.Add(CellKey.First(removal.Tier));
            arguments.Add(CellKey.FirstFrom(removal.Tier, removal.BeforeUnixMs));
        }

        foreach (StoredCell cell in _write.Cells)
        {
            long key = CellKey.Of(cell.Tier, cell.StartUnixMs);
            arguments.Add(key);
            arguments.Add((long)Stream.CellChecksum(key, _write.Offset, cell.Bytes.Span));
            arguments.Add(cell.Bytes);
        }

        RedisKey[] scriptKeys =
            [keys.Store, keys.Names, Stream.Meta, Stream.Slots[0], Stream.Slots[1], Stream.Cells, Stream.CellStarts, staged];
        return database.SendAsync(RedisScript.Snapshot, scriptKeys, [.. arguments]);
    }

    protected override Offset Decide(RedisResult answer)
    {
        long[] decision = (long[])answer!;
        Offset head = new(decision[1]);
        if (decision[0] == 2)
        {
            request.Fail(new EventLogException(
                Stream.Name, _write.Offset, $"A snapshot must not be ahead of the log, whose head is {head}."));
        }
        else if (decision[0] == 1)
        {
            request.Decide(SnapshotStatus.Superseded);
        }
        else
        {
            request.Decide(SnapshotStatus.Written);
            Tally = new CommitTally(
                0, 0, 1, _write.Bytes.Length, _write.Cells.Count, _write.LengthBytes - _write.Bytes.Length);
        }

        return head;
    }

    private void SendPieces(IDatabaseAsync database, RedisKey staged)
    {
        for (int start = 0; start < _write.Bytes.Length; start += PieceBytes)
        {
            ReadOnlyMemory<byte> piece = _write.Bytes.Slice(start, Math.Min(PieceBytes, _write.Bytes.Length - start));
            // A piece that Redis does not take is noticed by the script, which counts the bytes.
            if (start == 0)
                _ = database.StringSetAsync(staged, piece, s_stagedAgeMax, When.Always, CommandFlags.FireAndForget);
            else
                _ = database.StringAppendAsync(staged, piece, CommandFlags.FireAndForget);
        }
    }
}
