using System.Diagnostics;
using Pipeline.Client.Batching;
using Pipeline.Client.Delivery;
using Pipeline.Client.Delivery.Http;
using Pipeline.Client.Recording;

namespace Pipeline.Client;

/// <summary>Records calls of a service and delivers them to a silo. One for the process, thread-safe.</summary>
/// <remarks>
/// <para>
/// Recording never blocks, never throws and allocates nothing but the async flow of <see cref="Begin"/>. Every call is counted exactly by endpoint,
/// segment, outcome and second; which are kept in detail is up to <see cref="Sampling.SamplingOptions"/>. A background thread gathers them.
/// </para>
/// <para>Disposing delivers what there is, within <see cref="DeliveryOptions.ShutdownDeadline"/>; so does the end of the process.</para>
/// </remarks>
public sealed partial class PipelineClient : IAsyncDisposable, IDisposable
{
    // One call in 128 is timed, so that the client knows what it costs.
    private const uint TimedShare = uint.MaxValue / 128;

    private readonly CoarseClock _coarseClock;
    private readonly Collector _collector;
    private readonly BatchDelivery _delivery;
    private readonly ClientInstruments _instruments;
    private readonly TimeProvider _clock;
    private readonly TickClock _ticks;
    private readonly long _startTimestamp;
    private readonly long _startUnixMs;
    private readonly uint _cpuShare;
    private readonly uint _watchShare;
    private readonly bool _keepErrors;
    private readonly Func<string, string, bool>? _keep;
    private readonly BatchBuilder _builder;
    private readonly object _closingLock = new();
    private Task? _closing;
    private int _closed;

    /// <summary>A client; it begins to deliver at once.</summary>
    /// <param name="options">Not changed afterwards.</param>
    /// <param name="clock">Times of calls and waits; the system's if null.</param>
    /// <param name="transport">Carries batches, and is disposed with the client; HTTP to <see cref="DeliveryOptions.Endpoints"/> if null.</param>
    /// <exception cref="ArgumentException">Settings are out of range.</exception>
    public PipelineClient(PipelineClientOptions options, TimeProvider? clock = null, IBatchTransport? transport = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        _clock = clock ?? TimeProvider.System;
        _ticks = new TickClock(_clock);
        _startTimestamp = _ticks.Now;
        _startUnixMs = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        _cpuShare = ShareOf(ThreadCpuClock.IsSupported ? options.Sampling.CpuShare : 0);
        _watchShare = Math.Max(_cpuShare, ShareOf(options.Sampling.AllocationShare));
        _keepErrors = options.Sampling.KeepErrors;
        _keep = options.Sampling.Keep;
        _instruments = new ClientInstruments();
        _coarseClock = new CoarseClock(_clock, WakeCollector);
        _builder = new BatchBuilder(options.Batching, _clock, HandOver, _instruments.CountDrops);
        // A client that records nothing does not touch the spool either.
        DeliveryOptions delivery = options.Enabled ? options.Delivery : new DeliveryOptions();
        _delivery = new BatchDelivery(delivery, transport ?? new HttpBatchTransport(delivery, _clock), _builder, _clock, _instruments);
        _collector = new Collector(this, _builder, _coarseClock, _clock, _instruments);
        PendingException.Watch();
        if (!options.Enabled)
            _closed = 1;
        else
            Start();
    }

    internal PipelineClientOptions Options { get; }

    internal KeyTable Keys { get; } = new();

    /// <summary>Whether nothing is recorded any more.</summary>
    internal bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>What the client did so far.</summary>
    public ClientStatistics Statistics => _instruments.Read(_delivery.GetStatistics());

    /// <summary>Delivers everything recorded before.</summary>
    /// <param name="cancellationToken">Ends the wait; delivery goes on.</param>
    /// <returns>Whether all of it is durable at a silo; false if some of it had to be dropped, or the wait was ended.</returns>
    public async Task<bool> FlushAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            bool isCollected = false;
            bool isDelivered = await _delivery.FlushAsync(() => isCollected = TryCollect(), cancellationToken).ConfigureAwait(false);
            return isCollected && isDelivered;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Stops recording, delivers what there is within the time allowed, and spools or counts the rest.</summary>
    public ValueTask DisposeAsync()
    {
        // On the pool, so that no synchronisation context of the caller is waited for. Who comes second waits for the same end.
        lock (_closingLock)
        {
            Volatile.Write(ref _closed, 1);
            _closing ??= Task.Run(CloseAsync);
        }

        return new ValueTask(_closing);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    internal void Register(ThreadRecorder recorder) => _collector.Add(recorder);

    private static uint ShareOf(double share) => (uint)(share * uint.MaxValue);

    private async Task CloseAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        _collector.Dispose();
        TryCollect();
        await _delivery.DisposeAsync().ConfigureAwait(false);
        _builder.Abandon();
        _instruments.Dispose();
    }

    private bool TryCollect()
    {
        try
        {
            _collector.Collect(force: true);
            return true;
        }
        catch (Exception)
        {
            _instruments.CountError("collector");
            return false;
        }
    }

    private void Start()
    {
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        _collector.Start();
    }

    private void WakeCollector() => _collector.Wake();

    private void HandOver(PreparedBatch batch) => _delivery.Enqueue(batch);

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();

    /// <summary>Unix ms of a timestamp of the client's clock.</summary>
    private long UnixMsOf(long timestamp)
    {
        // From the coarse clock where it agrees, since the system's clock may have been set since the start.
        long elapsed = _startUnixMs + (_ticks.NsBetween(_startTimestamp, timestamp) / 1_000_000);
        if (Math.Abs(elapsed - _coarseClock.LatestUnixMs) < 1_000)
            return elapsed;
        long coarse = _coarseClock.UnixMs;
        return Math.Abs(elapsed - coarse) < 1_000 ? elapsed : coarse;
    }
}
