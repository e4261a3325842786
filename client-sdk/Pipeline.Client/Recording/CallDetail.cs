using System.Runtime.InteropServices;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Recording;

/// <summary>What is known of one call: filled while it is open, then handed to the collector, then used again.</summary>
/// <remarks>
/// An open call may be written to by several threads, under a spin lock that is hardly ever contended. Handles carry the
/// <see cref="Version"/> they were given; ending the call raises it, so a handle that outlives its call writes nowhere.
/// </remarks>
internal sealed partial class CallDetail
{
    private int _gate;
    private int _version;

    /// <summary>Whose call it is; set while it is open.</summary>
    public PipelineClient? Client;

    public string Endpoint = "";
    public string Segment = EventRecord.DefaultSegment;
    public long TimeUnixMs;
    public long DurationNs;
    public bool Failed;
    public string? Error;
    public long WeightMicro;
    public TraceId TraceId;
    public SpanId SpanId;
    public ResourceUsage Resources;

    /// <summary>The counter of the thread that ended the call.</summary>
    public KeyCounter? Counter;

    // What an open call began with.
    public long StartTimestamp;
    public nint StartException;

    /// <summary>What beginning took, in timestamps, for the few calls that are timed; otherwise -1.</summary>
    public long BeginTicks;
    public bool IsDiscarded;

    /// <summary>Whether the outcome was told, so that no exception in flight is taken for this call's.</summary>
    public bool IsOutcomeTold;
    public ResourceWatch? Watch;

    public int Version => Volatile.Read(ref _version);

    /// <summary>Locks the call if it still is that of the handle; then <see cref="Leave"/> must follow.</summary>
    public bool TryEnter(int version)
    {
        SpinWait spin = default;
        while (Interlocked.CompareExchange(ref _gate, 1, 0) != 0)
            spin.SpinOnce(sleep1Threshold: -1);
        if (_version == version)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Volatile.Write(ref _gate, 0);

    /// <summary>Ends the call, if the handle is the first to do so. From then on the caller owns the detail alone.</summary>
    public bool TryEnd(int version)
    {
        if (!TryEnter(version))
            return false;
        _version++;
        Leave();
        return true;
    }

    /// <summary>Makes it empty; its lists keep their memory.</summary>
    public void Reset()
    {
        Client = null;
        Counter = null;
        Failed = false;
        Error = null;
        TraceId = default;
        SpanId = default;
        Resources.Clear();
        IsDiscarded = false;
        IsOutcomeTold = false;
        Watch = null;
        _companions = null;
        _operationCount = 0;
        _valueCount = 0;
        _limited = false;
        RefusedCount = 0;
    }

    /// <summary>Copies what a finished call says of itself.</summary>
    public void Fill(in CallRecord call)
    {
        DurationNs = call.DurationNs;
        Failed = call.Failed;
        Error = call.Error;
        TraceId = call.TraceId;
        SpanId = call.SpanId;
        Resources = call.Resources;
        _operationCount = 0;
        _valueCount = 0;
        foreach (ref readonly OperationUsage operation in call.Operations)
            Add(in operation);
        foreach (ref readonly EventValue value in call.Values)
            AddValue(value.Name, value.Kind, value.AmountMicro);
    }

    /// <summary>Collector: writes the call into a record to be encoded.</summary>
    public void CopyTo(EventRecord record)
    {
        record.Reset();
        record.TimeUnixMs = TimeUnixMs;
        record.Endpoint = Endpoint;
        record.Segment = Segment;
        record.DurationNs = DurationNs < 0 ? null : Math.Min(DurationNs, EventLimits.AmountMax);
        record.Outcome = Failed ? Outcome.Error : Outcome.Ok;
        record.Error = Error;
        record.WeightMicro = WeightMicro;
        record.TraceId = TraceId;
        record.SpanId = SpanId;
        record.Resources = Resources;
        foreach (ref readonly OperationSlot slot in _operations.AsSpan(0, _operationCount))
        {
            if (slot.CallsMilli == 0 && slot.TimeNs < 0)
                continue;
            record.Operations.Add(new OperationUsage(
                slot.Name,
                slot.Kind,
                Math.Min(slot.CallsMilli, EventLimits.AmountMax),
                slot.TimeNs < 0 ? null : slot.TimeNs,
                slot.SelfTimeNs < 0 ? null : slot.SelfTimeNs,
                slot.ErrorCount < 0 ? null : slot.ErrorCount));
        }

        record.Values.AddRange(_values.AsSpan(0, _valueCount));
    }
}
