using Pipeline.EventLog.Redis.Servers;
using Pipeline.EventLog.Redis.Streams;
using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Commits;

/// <summary>Entries that were queued one behind the other for one stream.</summary>
internal sealed class AppendCall(LogStream stream) : ScriptCall(stream)
{
    // Bounds the time for which one script keeps Redis from others: about 2 us an entry.
    private const int EntryCountMax = 2_048;

    private readonly List<AppendRequest> _requests = [];

    public override IEnumerable<WriteRequest> Requests => _requests;

    /// <summary>Requests refused because another writer had written at their offset, once the call is decided.</summary>
    public int ConflictCount { get; private set; }

    public bool IsFull => _requests.Count == EntryCountMax;

    public void Add(AppendRequest request) => _requests.Add(request);

    protected override Task<RedisResult> SendAsync(IDatabaseAsync database, LogKeys keys, RedisValue storeId)
    {
        RedisValue[] arguments = new RedisValue[2 + (2 * _requests.Count)];
        arguments[0] = storeId;
        arguments[1] = Stream.Name.Value;
        for (int i = 0; i < _requests.Count; i++)
        {
            arguments[2 + (2 * i)] = _requests[i].Offset.Value;
            arguments[3 + (2 * i)] = _requests[i].Encode();
        }

        return database.SendAsync(RedisScript.Append, [keys.Store, keys.Names, Stream.Meta, Stream.Entries], arguments);
    }

    protected override Offset Decide(RedisResult answer)
    {
        long[] heads = (long[])answer!;
        int entries = 0;
        int conflicts = 0;
        long bytes = 0;
        Offset last = Offset.Start;
        for (int i = 0; i < _requests.Count; i++)
        {
            if (heads[i] > 0)
            {
                last = new Offset(heads[i]);
                _requests[i].Commit();
                entries++;
                bytes += _requests[i].EntryBytes;
            }
            else
            {
                last = new Offset(-1 - heads[i]);
                _requests[i].Conflict(last);
                // An append beyond the head follows one of its own writer that was refused: nobody else has written.
                if (last > _requests[i].Offset)
                    conflicts++;
            }
        }

        ConflictCount = conflicts;
        Tally = new CommitTally(entries, bytes, 0, 0, 0, 0);
        return last;
    }
}
