using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pipeline.Client.Recording;
using Pipeline.Protocol.Events;

namespace Pipeline.Client;

/// <content>Calls recorded from beginning to end.</content>
public sealed partial class PipelineClient
{
    /// <summary>Begins a call, which becomes <see cref="Call.Current"/> of this async flow; dispose it when it ends.</summary>
    /// <remarks>
    /// Measured are wall time; allocated bytes and processor time of some calls, unless they left the thread; and whether an exception ended it (not
    /// under native ahead-of-time compilation, see <see cref="Run(string, string?, Action{Call})"/>).
    /// </remarks>
    /// <param name="endpoint">What is called.</param>
    /// <param name="segment">For whom; null means <c>default</c>.</param>
    public Call Begin(string endpoint, string? segment = null)
    {
        if (_closed != 0 || endpoint is null)
            return default;
        ThreadRecorder recorder = ThreadRecorder.Of(this);
        uint draw = recorder.Draw();
        bool timed = draw >= uint.MaxValue - TimedShare;
        long entered = timed ? Stopwatch.GetTimestamp() : 0;
        CallDetail detail = recorder.TakeSpare();
        detail.Name(endpoint, segment ?? EventRecord.DefaultSegment);
        int version = detail.Version;
        CallFlow.Enter(detail, version);
        if (draw < _watchShare)
        {
            detail.IsWatched = true;
            detail.Watch.Start(readsCpu: draw < _cpuShare);
        }

        detail.StartTimestamp = _ticks.Now;
        detail.BeginTicks = timed ? Stopwatch.GetTimestamp() - entered : -1;
        return new Call(detail, version);
    }

    /// <summary>Runs an action as a call; an exception makes it a failed one and goes on its way.</summary>
    public void Run(string endpoint, string? segment, Action<Call> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        using Call call = Begin(endpoint, segment);
        try
        {
            action(call);
        }
        catch (Exception exception)
        {
            call.Fail(exception);
            throw;
        }
    }

    /// <summary>Awaits a function as a call; an exception makes it a failed one and goes on its way.</summary>
    public async Task<T> RunAsync<T>(string endpoint, string? segment, Func<Call, Task<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        using Call call = Begin(endpoint, segment);
        try
        {
            return await function(call).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            call.Fail(exception);
            throw;
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(string endpoint, string? segment, Func<Call, Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return RunAsync(endpoint, segment, async call =>
        {
            await function(call).ConfigureAwait(false);
            return true;
        });
    }

    internal void End(CallDetail detail, int version)
    {
        long now = _ticks.Now;
        if (detail.HasCompanions && detail.Version == version)
            AskCompanions(detail, version);
        if (!detail.TryEnd(version))
            return;
        try
        {
            End(detail, now);
        }
        catch (Exception)
        {
            _instruments.CountError("end");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AskCompanions(CallDetail detail, int version)
    {
        for (int failed = detail.AskCompanions(new Call(detail, version)); failed > 0; failed--)
            _instruments.CountHookFailure();
    }

    internal void ReportExcess(string endpoint, string operation, long callsMax)
    {
        LimitExcess excess = new(endpoint, operation, callsMax);
        _instruments.CountLimitExcess();
        try
        {
            Options.LimitExceeded?.Invoke(excess);
        }
        catch (Exception)
        {
            _instruments.CountHookFailure();
        }

        if (Options.ThrowOnLimit)
            throw new LimitExceededException(excess);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Read(ResourceWatch watch, CallDetail detail, bool kept)
    {
        bool stayed = watch.TryStop(out long allocatedBytes, out long cpuNs);
        if (!stayed)
            _instruments.CountThreadChange();
        if (!stayed || !kept)
            return;
        detail.Resources.Set(Resource.Allocated, Math.Max(0, allocatedBytes));
        if (cpuNs >= 0)
            detail.Resources.Set(Resource.CpuTime, cpuNs);
    }

    private void End(CallDetail detail, long now)
    {
        ThreadRecorder recorder = ThreadRecorder.Of(this);
        recorder.Cost.CountScope();
        if (detail.IsDiscarded || _closed != 0)
        {
            if (detail.IsWatched)
                detail.Watch.TryStop(out _, out _);
            recorder.GiveBack(detail);
            return;
        }

        long beginTicks = detail.BeginTicks;
        long ended = beginTicks >= 0 ? Stopwatch.GetTimestamp() : 0;
        if (!detail.IsOutcomeTold && detail.ThrownException != 0 && PendingException.Current == detail.ThrownException)
            detail.Failed = true;
        detail.DurationNs = _ticks.NsBetween(detail.StartTimestamp, now);
        long time = UnixMsOf(now);
        KeyCounter counter = recorder.Counter(detail.Endpoint, detail.Segment);
        bool kept = counter.Count(time, detail.Failed, detail.DurationNs, _keepErrors) | (_keep is not null && IsWanted(counter));

        if (detail.IsWatched)
            Read(detail.Watch, detail, kept);
        if (kept)
            Keep(recorder, counter, detail, time);
        else
            recorder.GiveBack(detail);
        if (beginTicks >= 0)
            recorder.Cost.AddTimed(beginTicks + Stopwatch.GetTimestamp() - ended);
    }

    /// <summary>Exchanges the detail for the one that stands in its place in the ring.</summary>
    private void Keep(ThreadRecorder recorder, KeyCounter counter, CallDetail detail, long timeUnixMs)
    {
        detail.Keep(counter, timeUnixMs);
        if (!TryGetPlace(recorder, counter, out int place))
        {
            recorder.GiveBack(detail);
            return;
        }

        TraceContext.Read(detail);
        CallDetail? spare = recorder.Ring[place];
        recorder.Ring[place] = detail;
        Publish(recorder);
        if (spare is not null)
            recorder.GiveBack(spare);
    }
}
