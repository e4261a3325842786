using Pipeline.EventLog.Redis.Servers;
using Pipeline.EventLog.Redis.Streams;
using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Commits;

/// <summary>One run of a script for one stream, and the requests that its answer decides.</summary>
internal abstract class ScriptCall(LogStream stream)
{
    private Task<RedisResult>? _answer;

    public LogStream Stream { get; } = stream;

    /// <summary>The furthest head that was known when the call was sent.</summary>
    public Offset KnownBefore { get; private set; }

    public abstract IEnumerable<WriteRequest> Requests { get; }

    /// <summary>What was written, once the call is decided.</summary>
    public CommitTally Tally { get; protected set; }

    /// <summary>Sends the call; several are under way at a time, in the order in which they were sent.</summary>
    public void Send(IDatabaseAsync database, LogKeys keys, RedisValue storeId)
    {
        KnownBefore = Stream.KnownHead;
        _answer = SendAsync(database, keys, storeId);
    }

    /// <summary>Waits for the answer.</summary>
    /// <returns>What went wrong; null if the script has run.</returns>
    public async Task<Exception?> WaitAsync()
    {
        try
        {
            await _answer!.ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (RedisFailure.IsRedis(exception))
        {
            return exception;
        }
    }

    /// <summary>Decides the requests by the answer, which is durable.</summary>
    /// <returns>The head that it tells of.</returns>
    public Offset Decide() => Decide(_answer!.Result);

    public void Refuse()
    {
        foreach (WriteRequest request in Requests)
            request.Refuse();
    }

    public void Fail(Exception cause)
    {
        Tally = default;
        foreach (WriteRequest request in Requests)
            request.Fail(cause);
    }

    protected abstract Task<RedisResult> SendAsync(IDatabaseAsync database, LogKeys keys, RedisValue storeId);

    protected abstract Offset Decide(RedisResult answer);
}
