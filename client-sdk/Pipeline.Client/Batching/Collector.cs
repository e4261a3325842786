using Pipeline.Client.Recording;
using Pipeline.Client.Sampling;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Batching;

/// <summary>The client's background thread: takes what threads have recorded into batches, and adjusts sampling to load, rate and cost.</summary>
/// <remarks>
/// A thread of its own rather than the pool's, because a starved pool is among the things to be recorded. It wakes ten times a second; every ten
/// milliseconds while somebody asks the coarse clock, which it keeps; once a second after two quiet ones.
/// </remarks>
internal sealed class Collector : IDisposable
{
    private static readonly TimeSpan s_clockTick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_quietTick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(5);
    private const int ClockTicksPerCollection = 10;
    private const int ClockTicksPerStop = 100;
    private const long QuietAfterMs = 2_000;
    private const long AdjustEveryMs = 1_000;
    private const double MicrosPerOne = 1e6;

    // A second is closed for threads that went idle once it has been over for so long.
    private const long SecondIsPastAfterMs = 1_000;

    private readonly BatchBuilder _builder;
    private readonly CoarseClock _coarseClock;
    private readonly TimeProvider _clock;
    private readonly ClientInstruments _instruments;
    private readonly SamplingController _sampling;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private readonly object _collecting = new();
    private readonly object _registering = new();
    private readonly EventRecord _record = new();
    private readonly List<SecondCount> _closedSeconds = [];
    private readonly HashSet<CallKey> _toldOverhead = [];
    private readonly Action<CallDetail> _add;
    private List<RecorderState> _recorders = [];
    private long _lastCallUnixMs;
    private long _lastAdjustUnixMs;
    private volatile bool _stopping;

    public Collector(PipelineClient client, BatchBuilder builder, CoarseClock coarseClock, TimeProvider clock, ClientInstruments instruments)
    {
        _builder = builder;
        _coarseClock = coarseClock;
        _clock = clock;
        _instruments = instruments;
        _sampling = new SamplingController(client.Options, client.Keys, clock, instruments);
        _add = Add;
        _thread = new Thread(Loop) { IsBackground = true, Name = "Pipeline collector" };
    }

    /// <summary>Without the context of whoever made the client, such as a request.</summary>
    public void Start() => _thread.UnsafeStart();

    /// <summary>Makes the collector look at once. Costs a system call if it sleeps.</summary>
    public void Wake() => _wake.Set();

    /// <summary>A thread has begun to record.</summary>
    public void Add(ThreadRecorder recorder)
    {
        lock (_registering)
            _recorders = [.. _recorders, new RecorderState(recorder)];
        Wake();
    }

    /// <summary>Takes everything that is there, and closes the batches that are due, or all if asked.</summary>
    public void Collect(bool force)
    {
        lock (_collecting)
        {
            long now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
            bool any = false;
            foreach (RecorderState state in Volatile.Read(ref _recorders))
                any |= Collect(state, now, force);
            // Also when the clock was set back.
            if (any || _lastCallUnixMs > now)
                _lastCallUnixMs = now;
            if (now - _lastAdjustUnixMs >= AdjustEveryMs || now < _lastAdjustUnixMs)
            {
                _lastAdjustUnixMs = now;
                _sampling.Adjust();
                _toldOverhead.Clear();
            }

            _builder.CloseDue(now, force);
        }
    }

    /// <summary>Stops the thread; <see cref="Collect(bool)"/> may still be called.</summary>
    public void Dispose()
    {
        _stopping = true;
        Wake();
        // Bounded, since a callback on that thread may be what disposes the client.
        if (_thread.IsAlive && Thread.CurrentThread != _thread)
            _thread.Join(s_stopTimeout);
        // The event is left to its finaliser: a thread that recorded just before the end may still wake the collector.
    }

    private void Loop()
    {
        for (int tick = 1; !_stopping; tick++)
        {
            try
            {
                bool quiet = _clock.GetUtcNow().ToUnixTimeMilliseconds() - Volatile.Read(ref _lastCallUnixMs) > QuietAfterMs;
                if (quiet || tick % ClockTicksPerStop == 0)
                    _coarseClock.Stop();
                _coarseClock.Set();
                bool clocked = _coarseClock.IsRunning;
                bool woken = _wake.WaitOne(quiet ? s_quietTick : clocked ? s_clockTick : s_tick);
                if (woken || !clocked || tick % ClockTicksPerCollection == 0)
                {
                    long cpuNs = ThreadCpuClock.ReadNs();
                    Collect(force: false);
                    _sampling.AddCost(ThreadCpuClock.ReadNs() - cpuNs);
                }
            }
            catch (Exception)
            {
                // Nothing here may end the thread, and with it the program.
                _instruments.CountError("collector");
            }
        }
    }

    private bool Collect(RecorderState state, long nowUnixMs, bool force)
    {
        bool abandoned = state.Recorder.IsAbandoned;
        bool any = state.Recorder.Ring.Read(_add) > 0;
        long pastSecond = force || abandoned ? long.MaxValue : (nowUnixMs - SecondIsPastAfterMs) / 1_000;
        foreach (KeyCounter counter in state.Recorder.Counters)
        {
            if (pastSecond == long.MaxValue || counter.HasNews)
                any |= Collect(state, counter, pastSecond);
        }

        _sampling.AddCost(state.TakeCostNs());
        if (abandoned)
        {
            lock (_registering)
                _recorders = [.. _recorders.Where(other => other != state)];
        }

        return any;
    }

    private bool Collect(RecorderState state, KeyCounter counter, long pastSecond)
    {
        counter.TakeClosed(pastSecond, _closedSeconds);
        KeyControl control = _sampling.Of(counter.Key);
        bool any = _closedSeconds.Count > 0;
        foreach (SecondCount count in _closedSeconds)
        {
            // Before its first call a counter has no second; a call's own time may be out of every range.
            long second = Math.Clamp(count.UnixSecond, 0, EventLimits.TimeUnixMsMax / 1_000);
            Add(counter.Key, Outcome.Ok, second, count.OkCount);
            Add(counter.Key, Outcome.Error, second, count.ErrorCount);
            control.AddCalls(count.OkCount + count.ErrorCount);
            _instruments.CountCalls(count.OkCount + count.ErrorCount);
            state.CallCount += count.OkCount + count.ErrorCount;
        }

        _closedSeconds.Clear();
        if (any)
            control.AddThread(counter);
        (long slow, long dropped) = counter.TakeDifferences();
        control.AddSlowCalls(slow);
        if (dropped > 0)
            _builder.AddDrops(counter.Key.Endpoint, counter.Key.Segment, DropCause.BufferFull, dropped);
        return any;
    }

    private void Add(CallKey key, Outcome outcome, long unixSecond, long callCount)
    {
        if (callCount > 0)
            _builder.Add(key.Endpoint, new TallyCount(key.Segment, outcome, unixSecond, callCount));
    }

    private void Add(CallDetail detail)
    {
        CallKey key = detail.Counter!.Key;
        detail.CopyTo(_record);
        _record.Endpoint = key.Endpoint;
        _record.Segment = key.Segment;
        _sampling.Of(key).AddDetail(detail.DurationNs);
        _instruments.CountDetail();
        TellOverhead(key);
        if (detail.RefusedCount > 0)
            _instruments.CountRefused(detail.RefusedCount);
        _builder.Add(_record);
    }

    /// <summary>One event a second of each key says what recording costs the service: where a budget limits that, it is judged per endpoint and segment.</summary>
    private void TellOverhead(CallKey key)
    {
        if (_sampling.Overhead is { } overhead && _record.Values.Count < EventLimits.ValuesPerEventMax && _toldOverhead.Add(key))
            _record.Values.Add(new EventValue(SdkValues.Overhead, ValueKind.Sum, (long)(overhead * MicrosPerOne)));
    }
}
