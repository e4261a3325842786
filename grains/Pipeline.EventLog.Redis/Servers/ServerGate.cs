using Microsoft.Extensions.Logging;
using Pipeline.EventLog.Redis.Streams;
using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Servers;

/// <summary>Knows whether Redis can be written to now: it is there, it is the same store, it keeps what it acknowledges, it has room.</summary>
/// <remarks>
/// Closed by whoever meets a refusal or loses the connection, or by a look that goes wrong; opened again by a look that finds everything in
/// order, once a second while it is closed and before a commit. While it is open, a look a second asks for Redis' memory and whether the store
/// is still there. Thread-safe.
/// </remarks>
internal sealed partial class ServerGate(
    RedisEventLogOptions options,
    LogKeys keys,
    IDatabase database,
    IDatabase reading,
    LogStreams streams,
    TimeProvider timeProvider,
    ILogger logger) : IAsyncDisposable
{
    public const long Format = 1;

    private static readonly TimeSpan s_lookInterval = TimeSpan.FromSeconds(1);

    // Looks that may pass without an answer until Redis counts as away: it stands still, and what is admitted now would wait for it.
    private const int UnansweredLooksMax = 2;

    // Heads asked for at once after a restart of Redis.
    private const int HeadsAtATime = 1_000;

    private readonly SemaphoreSlim _opening = new(1);
    // Whether the gate is open and how often it was closed change together: else it could open over a loss that was found meanwhile.
    private readonly Lock _state = new();
    private readonly ILogger _logger = logger;
    private ITimer? _timer;
    private volatile bool _isOpen;
    private volatile bool _isLooking;
    private volatile string? _loss;
    private volatile string _storeId = "";
    private string? _runId;
    private int _closings;
    private int _unansweredLooks;
    private long _roomBytes = long.MaxValue / 2;
    private bool _isNearlyFull;

    /// <summary>Identity of the store that scripts must find.</summary>
    public RedisValue StoreId => _storeId;

    public bool IsOpen => _loss is null && _isOpen;

    /// <summary>Whether a commit counts as durable only when WAITAOF has said so.</summary>
    public bool UsesWaitAof { get; private set; }

    /// <summary>Whether what is read from Redis may not be on disk yet.</summary>
    public bool SyncsLater { get; private set; }

    /// <summary>Opens for the first time.</summary>
    /// <exception cref="EventLogException">Redis is not as it must be.</exception>
    /// <exception cref="RedisException">It does not answer.</exception>
    public async Task StartAsync()
    {
        await CheckAsync().ConfigureAwait(false);
        lock (_state)
            _isOpen = true;
        _timer = timeProvider.CreateTimer(_ => LookInBackground(), null, s_lookInterval, s_lookInterval);
    }

    public bool HasRoomFor(long bytes) =>
        IsOpen && Volatile.Read(ref _unansweredLooks) < UnansweredLooksMax && Volatile.Read(ref _roomBytes) >= bytes;

    /// <summary>Takes note of what a commit used, between two looks.</summary>
    public void OnCommitted(long bytes) => Interlocked.Add(ref _roomBytes, -bytes);

    /// <exception cref="EventLogException">Redis has lost what it acknowledged, and that was not allowed.</exception>
    public void ThrowIfLost()
    {
        if (_loss is { } loss)
            throw new EventLogException(loss);
    }

    public void Close(string reason)
    {
        lock (_state)
        {
            _closings++;
            if (!_isOpen)
                return;
            _isOpen = false;
        }

        LogClosed(reason);
    }

    /// <summary>Looks whether Redis can be written to again.</summary>
    public async Task<bool> TryOpenAsync()
    {
        if (_loss is not null)
            return false;
        if (_isOpen)
            return true;
        await _opening.WaitAsync().ConfigureAwait(false);
        try
        {
            // The one before may have found a loss, or opened.
            if (_loss is not null)
                return false;
            if (_isOpen)
                return true;
            int closings;
            lock (_state)
                closings = _closings;
            await CheckAsync().ConfigureAwait(false);
            if (OpenUnlessClosedSince(closings))
                LogOpened();
        }
        catch (Exception exception) when (RedisFailure.IsRedis(exception) || exception is EventLogException)
        {
            LogStillClosed(exception.Message);
        }
        finally
        {
            _opening.Release();
        }

        return IsOpen;
    }

    /// <summary>The head of a stream lies before what this process knows to have been durable, or its store is another.</summary>
    /// <returns>What to tell whoever asked.</returns>
    public EventLogException OnStreamWentBack(LogStream stream, Offset known, Offset head)
    {
        EventLogException exception = new(
            stream.Name, head, $"Redis has lost entries: its head was {known} before. It was restarted without its file, or with an older one.");
        if (options.AllowLoss)
        {
            LogLossAccepted(exception);
            stream.AcceptLoss(head);
        }
        else
        {
            OnLost(exception);
        }

        return exception;
    }

    /// <summary>Redis holds another store than the one that was opened, or none.</summary>
    public EventLogException OnStoreGone()
    {
        EventLogException exception = new(
            "Redis has lost the event log: the store that was opened is not there any more. It was emptied, or restarted without its file.");
        if (options.AllowLoss)
            Close(exception.Message);
        else
            OnLost(exception);
        return exception;
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync().ConfigureAwait(false);
        // A look under way ends by itself, with or without an answer.
        await _opening.WaitAsync().ConfigureAwait(false);
        _opening.Release();
    }

    /// <summary>What a check has found holds only if nothing has gone wrong since it began.</summary>
    private bool OpenUnlessClosedSince(int closings)
    {
        lock (_state)
            return _isOpen = _loss is null && closings == _closings;
    }

    private void OnLost(EventLogException exception)
    {
        lock (_state)
            _loss = exception.Message + " Nothing is written any more until the process is restarted.";
        Close(exception.Message);
        LogLost(exception);
    }

    private async Task CheckAsync()
    {
        ServerSettings settings = await ServerSettings.ReadAsync(database).ConfigureAwait(false);
        if (settings.FindDefect() is { } defect)
            throw new EventLogException("Redis cannot keep the event log. " + defect);
        if (settings.FindLoss() is { } loss)
        {
            if (!options.AllowLoss)
                throw new EventLogException("Redis could lose acknowledged events, and AllowLoss is not set. " + loss);
            LogMayLose(loss);
        }

        UsesWaitAof = settings.UsesWaitAof;
        SyncsLater = settings.SyncsLater;
        await database.LoadScriptsAsync().ConfigureAwait(false);
        await FindStoreAsync().ConfigureAwait(false);
        await CompareHeadsAsync(settings.RunId).ConfigureAwait(false);
        await database.SendAsync(RedisScript.Probe, [keys.Store], [StoreId]).ConfigureAwait(false);
        // Whoever writes has to read first: the readers' connection must be there as well.
        await reading.PingAsync().ConfigureAwait(false);
        TakeRoom(settings);
    }

    private async Task FindStoreAsync()
    {
        if (_storeId.Length == 0)
        {
            await OpenStoreAsync().ConfigureAwait(false);
            return;
        }

        // Never made anew here as it was: that would hide that everything in it is gone.
        if (await database.HashGetAsync(keys.Store, "id").ConfigureAwait(false) == _storeId)
            return;
        EventLogException gone = OnStoreGone();
        if (!options.AllowLoss)
            throw gone;
        LogLossAccepted(gone);
        streams.AcceptLoss();
        await OpenStoreAsync().ConfigureAwait(false);
    }

    /// <summary>Compares every head that this process knows with the one in Redis, if Redis was started since the last time.</summary>
    /// <remarks>A server that came back with older files is noticed before anything is written over the gap.</remarks>
    private async Task CompareHeadsAsync(string runId)
    {
        if (_runId is not null && _runId != runId)
        {
            foreach (LogStream[] some in streams.WithKnownHead.Chunk(HeadsAtATime))
            {
                Offset[] known = [.. some.Select(stream => stream.KnownHead)];
                Offset?[] heads = await Task.WhenAll(some.Select(ReadHeadAsync)).ConfigureAwait(false);
                for (int i = 0; i < some.Length; i++)
                {
                    if (heads[i] is not { } head || head >= known[i])
                        continue;
                    EventLogException wentBack = OnStreamWentBack(some[i], known[i], head);
                    if (!options.AllowLoss)
                        throw wentBack;
                }
            }
        }

        _runId = runId;
    }

    /// <returns>Null if it is damaged: who reads or writes the stream meets that; it must not keep the others out.</returns>
    private async Task<Offset?> ReadHeadAsync(LogStream stream)
    {
        try
        {
            RedisValue head = await database.HashGetAsync(stream.Meta, "h").ConfigureAwait(false);
            return head.IsNull ? Offset.Start : head.TryParse(out long value) && value >= 0 ? new Offset(value) : null;
        }
        catch (RedisServerException exception) when (RedisFailure.HasCode(exception, "WRONGTYPE"))
        {
            return null;
        }
    }

    private async Task OpenStoreAsync()
    {
        RedisResult answer = await database
            .SendAsync(RedisScript.Open, [keys.Store, keys.Names], [Guid.NewGuid().ToString("N"), Format]).ConfigureAwait(false);
        RedisValue[] found = (RedisValue[])answer!;
        if (found[1] != Format)
            throw new EventLogException($"The event log in Redis has format '{found[1]}'; this program knows format {Format}.");
        _storeId = found[0].ToString();
    }

    /// <summary>One look at a time, so that a Redis that stands still does not pile them up.</summary>
    private void LookInBackground()
    {
        if (_isLooking)
        {
            Interlocked.Increment(ref _unansweredLooks);
            return;
        }

        _isLooking = true;
        _ = LookAsync();
    }

    private async Task LookAsync()
    {
        try
        {
            if (IsOpen)
                await LookWhileOpenAsync().ConfigureAwait(false);
            else
                await TryOpenAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisFailure.IsRedis(exception) || exception is EventLogException)
        {
            Close(exception.Message);
        }
        finally
        {
            Volatile.Write(ref _unansweredLooks, 0);
            _isLooking = false;
        }
    }

    private async Task LookWhileOpenAsync()
    {
        RedisValue storeId = StoreId;
        Task<RedisValue> found = database.HashGetAsync(keys.Store, "id");
        Task<ServerSettings> settings = ServerSettings.ReadMemoryAsync(database);
        await Task.WhenAll(found, settings).ConfigureAwait(false);
        if (found.Result != storeId)
            throw OnStoreGone();
        TakeRoom(settings.Result);
    }

    private void TakeRoom(ServerSettings settings)
    {
        if (settings.FindEviction() is { } eviction)
            throw new EventLogException("Redis cannot keep the event log. " + eviction);
        long max = settings.MemoryBytesMax;
        long room = max == 0 ? long.MaxValue / 2 : max - Math.Min(options.FreeMemoryFloorBytes, max / 8) - settings.MemoryBytes;
        Volatile.Write(ref _roomBytes, room);
        if (room > 0 == _isNearlyFull)
        {
            _isNearlyFull = !_isNearlyFull;
            LogRoom(_isNearlyFull, settings.MemoryBytes, max);
        }
    }
}
