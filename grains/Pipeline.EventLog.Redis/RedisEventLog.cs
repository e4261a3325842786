using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Pipeline.EventLog.Redis.Commits;
using Pipeline.EventLog.Redis.Retention;
using Pipeline.EventLog.Redis.Servers;
using Pipeline.EventLog.Redis.Streams;
using StackExchange.Redis;

namespace Pipeline.EventLog.Redis;

/// <summary>The event log, snapshots and cells in one Redis, for any number of processes at a time.</summary>
/// <remarks>
/// <para>An acknowledged entry survives the kill of any process, Redis included, and the loss of power where Redis runs: Redis has synced
/// it before it answers. An outcome that is not known is an <see cref="EventLogException"/>, and the stream's head is read before anything
/// else is written to it.</para>
/// <para>While Redis is away, full or read-only, <see cref="HasRoomFor"/> is false and appends end in <see
/// cref="AppendStatus.Overloaded"/>; it is looked for once a second. Keys, bytes and failures: docs/event-log-redis.md.</para>
/// <para>Cost: one round trip and one sync per commit, however many appends of however many streams share it. Heads and infos of streams
/// are asked for, not remembered: a round trip each.</para>
/// </remarks>
public sealed partial class RedisEventLog : IEventLog, ISnapshotStore, ICellStore
{
    private readonly RedisEventLogOptions _options;
    private readonly ILogger _logger;
    private readonly ConnectionMultiplexer _writing;
    private readonly ConnectionMultiplexer _reading;
    private readonly LogKeys _keys;
    private readonly LogStreams _streams;
    private readonly WriteQueue<WriteRequest> _queue;
    private readonly ServerGate _gate;
    private readonly RedisReader _reader;
    private readonly RetentionSweeper _sweeper;
    private readonly Task _loop;
    private readonly ITimer? _retentionTimer;
    private int _isDisposed;

    private RedisEventLog(
        RedisEventLogOptions options, ConnectionMultiplexer writing, ConnectionMultiplexer reading, LogKeys keys, LogStreams streams,
        ServerGate gate, TimeProvider timeProvider, ILogger logger, IMeterFactory? meterFactory)
    {
        _options = options;
        _logger = logger;
        _writing = writing;
        _reading = reading;
        _keys = keys;
        _streams = streams;
        _gate = gate;
        _queue = new WriteQueue<WriteRequest>(options.QueueBytesMax, typeof(RedisEventLog));
        // Redis has no frames; the instrument stays, so that both logs have the same names.
        Instruments = new EventLogInstruments(meterFactory, () => _queue.Bytes, () => 0);
        _reader = new RedisReader(reading.GetDatabase(), keys, gate, Instruments, logger);
        _sweeper = new RetentionSweeper(options.Retention, reading.GetDatabase(), keys, gate, _reader);
        _writing.ConnectionFailed += OnConnectionFailed;
        CommitLoop loop = new(options, keys, writing.GetDatabase(), gate, _queue, Instruments, timeProvider, logger);
        _loop = Task.Run(loop.RunAsync);
        TimeSpan interval = options.Retention.Interval;
        if (options.Retention.Age is not null)
            _retentionTimer = timeProvider.CreateTimer(_ => SweepInBackground(), null, interval, interval);
    }

    /// <summary>What the log has done since it was opened, also published through a meter.</summary>
    public EventLogInstruments Instruments { get; }

    /// <summary>Connects, and checks that Redis keeps what it acknowledges.</summary>
    /// <param name="options">Read once; later changes have no effect on an open log.</param>
    /// <param name="timeProvider">Drives retention and the looks after a Redis that is away. Commit times are Redis' own.</param>
    /// <param name="loggerFactory">For state changes and damage.</param>
    /// <param name="meterFactory">Owner of the meter; null for one of the log's own.</param>
    /// <param name="cancellationToken">Observed before the work begins.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    /// <exception cref="EventLogException">Redis cannot be reached, or its settings are not as they must be.</exception>
    public static async Task<RedisEventLog> OpenAsync(
        RedisEventLogOptions options, TimeProvider timeProvider, ILoggerFactory loggerFactory, IMeterFactory? meterFactory = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        ILogger logger = loggerFactory.CreateLogger<RedisEventLog>();
        LogKeys keys = new(options.KeyPrefix);
        LogStreams streams = new(keys);
        ConnectionMultiplexer? writing = null;
        ConnectionMultiplexer? reading = null;
        try
        {
            writing = await ConnectAsync(options, "pipeline-log-writer").ConfigureAwait(false);
            reading = await ConnectAsync(options, "pipeline-log-reader").ConfigureAwait(false);
            ServerGate gate = new(options, keys, writing.GetDatabase(), reading.GetDatabase(), streams, timeProvider, logger);
            await gate.StartAsync().ConfigureAwait(false);
            RedisEventLog log = new(options, writing, reading, keys, streams, gate, timeProvider, logger, meterFactory);
            log.LogOpened(options.KeyPrefix, gate.UsesWaitAof ? "WAITAOF" : options.AllowLoss ? "Redis' settings, loss allowed" : "appendfsync always");
            return log;
        }
        catch (Exception exception)
        {
            writing?.Dispose();
            reading?.Dispose();
            if (RedisFailure.IsRedis(exception))
                throw new EventLogException($"The event log in Redis cannot be opened: {exception.Message}", exception);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Offset> GetHeadAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        return (await _reader.ReadMetaAsync(_streams.Get(stream), cancellationToken).ConfigureAwait(false)).Head;
    }

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(
        StreamName stream, Offset expected, EntryParts entry, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        entry.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(expected.Value);
        cancellationToken.ThrowIfCancellationRequested();
        AppendRequest request = new(_streams.Get(stream), expected, entry);
        if (_queue.TryEnqueue(request))
            return new(request.Task);
        Instruments.OnOverloaded();
        return new(new AppendOutcome(AppendStatus.Overloaded, expected));
    }

    /// <inheritdoc/>
    public bool HasRoomFor(long bytes) => _gate.HasRoomFor(bytes + _queue.Bytes) && _queue.HasRoomFor(bytes);

    /// <inheritdoc/>
    /// <remarks>Costs a round trip to Redis.</remarks>
    public async ValueTask<StreamInfo?> FindStreamAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        return (await _reader.ReadMetaAsync(_streams.Get(stream), cancellationToken).ConfigureAwait(false)).ToInfo(stream);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StreamInfo>> ListStreamsAsync(CancellationToken cancellationToken = default)
    {
        List<StreamInfo> infos = [];
        foreach (StreamName[] names in (await _reader.ReadNamesAsync(cancellationToken).ConfigureAwait(false)).Chunk(500))
        {
            cancellationToken.ThrowIfCancellationRequested();
            StreamMeta[] metas = await Task.WhenAll(names.Select(name => _reader.ReadMetaAsync(_streams.Get(name), cancellationToken)))
                .ConfigureAwait(false);
            for (int i = 0; i < names.Length; i++)
            {
                if (metas[i].ToInfo(names[i]) is { } info)
                    infos.Add(info);
            }
        }

        return infos;
    }

    /// <inheritdoc/>
    public ValueTask<SnapshotStatus> WriteAsync(SnapshotWrite write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        write.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        SnapshotRequest request = new(_streams.Get(write.Stream), write);
        if (_queue.TryEnqueue(request))
            return new(request.Task);
        Instruments.OnOverloaded();
        return new(SnapshotStatus.Overloaded);
    }

    /// <summary>Commits what is queued and closes the connections. What Redis does not answer in time ends as unknown.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        if (_retentionTimer is not null)
            await _retentionTimer.DisposeAsync().ConfigureAwait(false);
        _queue.Close();
        await _loop.ConfigureAwait(false);
        await _gate.DisposeAsync().ConfigureAwait(false);
        await _reading.DisposeAsync().ConfigureAwait(false);
        await _writing.DisposeAsync().ConfigureAwait(false);
        Instruments.Dispose();
        _queue.Dispose();
        LogClosed(_options.KeyPrefix);
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(RedisEventLogOptions options, string clientName)
    {
        ConfigurationOptions configuration = ConfigurationOptions.Parse(options.Configuration);
        int timeoutMs = (int)options.CommandTimeout.TotalMilliseconds;
        configuration.ClientName = clientName;
        configuration.AllowAdmin = true;
        // A Redis that is away when the log is opened is an error of the start; later the client connects again by itself.
        configuration.AbortOnConnectFail = true;
        configuration.AsyncTimeout = timeoutMs;
        configuration.SyncTimeout = timeoutMs;
        // A command without a connection is refused at once, which is certain, instead of waiting and ending with nobody knowing how.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ReconnectRetryPolicy = new LinearRetry(500);
        return await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failure)
    {
        if (failure.ConnectionType == ConnectionType.Interactive)
            _gate.Close($"The connection to Redis was lost ({failure.FailureType}).");
    }
}
