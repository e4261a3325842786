using System.Runtime.CompilerServices;
using Pipeline.Client.Recording;
using Pipeline.Protocol.Events;

namespace Pipeline.Client;

/// <content>Calls recorded when they are over.</content>
public sealed partial class PipelineClient
{
    /// <summary>Records a finished call of which only the duration is known.</summary>
    /// <param name="endpoint">What was called.</param>
    /// <param name="segment">For whom; null means <c>default</c>.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="failed">Whether it failed.</param>
    public void Record(string endpoint, string? segment, TimeSpan duration, bool failed = false)
    {
        if (_closed != 0 || endpoint is null)
            return;
        long durationNs = duration.Ticks * 100;
        ThreadRecorder recorder = ThreadRecorder.Of(this);
        KeyCounter counter = recorder.Counter(endpoint, segment ?? EventRecord.DefaultSegment);
        long now = _coarseClock.UnixMs;
        if (counter.Count(now, failed, durationNs, _keepErrors) | (_keep is not null && IsWanted(counter)))
            Keep(recorder, counter, durationNs, failed, now);
    }

    /// <summary>Records a finished call.</summary>
    /// <param name="call">What is known of it; copied if it is kept.</param>
    public void Record(in CallRecord call)
    {
        if (_closed != 0 || call.Endpoint is null)
            return;
        ThreadRecorder recorder = ThreadRecorder.Of(this);
        KeyCounter counter = recorder.Counter(call.Endpoint, call.Segment ?? EventRecord.DefaultSegment);
        long time = call.TimeUnixMs > 0 ? call.TimeUnixMs : _coarseClock.UnixMs;
        if (counter.Count(time, call.Failed, call.DurationNs, _keepErrors) | (_keep is not null && IsWanted(counter)))
            Keep(recorder, counter, in call, time);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Keep(ThreadRecorder recorder, KeyCounter counter, long durationNs, bool failed, long timeUnixMs)
    {
        int place = -1;
        try
        {
            if (!TryGetPlace(recorder, counter, out place))
                return;
            CallDetail detail = recorder.Ring[place] ??= new CallDetail(this);
            detail.Keep(counter, timeUnixMs);
            detail.DurationNs = durationNs;
            detail.Failed = failed;
            TraceContext.Read(detail);
        }
        catch (Exception)
        {
            Spoil(recorder, place);
            return;
        }

        Publish(recorder);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Keep(ThreadRecorder recorder, KeyCounter counter, in CallRecord call, long timeUnixMs)
    {
        int place = -1;
        try
        {
            if (!TryGetPlace(recorder, counter, out place))
                return;
            CallDetail detail = recorder.Ring[place] ??= new CallDetail(this);
            detail.Keep(counter, timeUnixMs);
            detail.Fill(in call);
            if (call.TraceId.IsNone)
                TraceContext.Read(detail);
        }
        catch (Exception)
        {
            Spoil(recorder, place);
            return;
        }

        Publish(recorder);
    }

    /// <summary>What is half filled, and not published, must not be filled again.</summary>
    private void Spoil(ThreadRecorder recorder, int place)
    {
        if (place >= 0)
            recorder.Ring[place] = null;
        _instruments.CountError("record");
    }

    private static bool TryGetPlace(ThreadRecorder recorder, KeyCounter counter, out int place)
    {
        bool found = recorder.Ring.TryGetPlace(out place, out KeyCounter? dropped);
        if (!found)
            counter.CountDropped();
        else
            dropped?.CountDropped();
        return found;
    }

    private void Publish(ThreadRecorder recorder)
    {
        recorder.Ring.Publish();
        if (recorder.Ring.IsHalfFull)
            _collector.Wake();
    }

    /// <summary>Asks the predicate, also about calls that are kept anyhow: whatever it wants has the weight of a call that is sure to be kept.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsWanted(KeyCounter counter)
    {
        try
        {
            if (!_keep!(counter.Key.Endpoint, counter.Key.Segment))
                return false;
            counter.KeepAnyway();
            return true;
        }
        catch (Exception)
        {
            _instruments.CountHookFailure();
            return false;
        }
    }
}
