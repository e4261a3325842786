using System.Runtime.CompilerServices;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Recording;

/// <summary>What is known of one call: filled while it is open, then handed to the collector, then used again.</summary>
/// <remarks>
/// An open call may be written to by several threads, under a spin lock that is hardly ever contended. Handles carry the
/// <see cref="Version"/> they were given; ending the call raises it, so a handle that outlives its call writes nowhere.
/// </remarks>
internal sealed partial class CallDetail(PipelineClient client)
{
    private int _gate;
    private int _version;
    private ResourceWatch? _watch;

    /// <summary>Whose calls it is used for.</summary>
    public readonly PipelineClient Client = client;

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

    /// <summary>The last exception thrown while the call was open; see <see cref="PendingException"/>.</summary>
    public nint ThrownException;

    /// <summary>What beginning took, in timestamps, for the few calls that are timed; otherwise -1.</summary>
    public long BeginTicks;
    public bool IsDiscarded;

    /// <summary>Whether the outcome was told, so that no exception in flight is taken for this call's.</summary>
    public bool IsOutcomeTold;

    /// <summary>Whether <see cref="Watch"/> is reading what the call uses.</summary>
    public bool IsWatched;

    /// <summary>For the few calls that are watched; kept for the next one.</summary>
    public ResourceWatch Watch => _watch ??= new ResourceWatch();

    public int Version => Volatile.Read(ref _version);

    /// <summary>Locks the call if it still is that of the handle; then <see cref="Leave"/> must follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(int version)
    {
        if (Interlocked.CompareExchange(ref _gate, 1, 0) != 0)
            Wait();
        if (_version == version)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Volatile.Write(ref _gate, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wait()
    {
        SpinWait spin = default;
        do
            spin.SpinOnce(sleep1Threshold: -1);
        while (Interlocked.CompareExchange(ref _gate, 1, 0) != 0);
    }

    /// <summary>Ends the call, if the handle is the first to do so. From then on the caller owns the detail alone.</summary>
    public bool TryEnd(int version)
    {
        if (!TryEnter(version))
            return false;
        _version++;
        Leave();
        return true;
    }

    /// <summary>Says whose call it is. Mostly the same as the last time, and reading a reference is cheaper than writing it.</summary>
    public void Name(string endpoint, string segment)
    {
        if (!ReferenceEquals(Endpoint, endpoint))
            Endpoint = endpoint;
        if (!ReferenceEquals(Segment, segment))
            Segment = segment;
    }

    /// <summary>Says how the call was counted.</summary>
    public void Keep(KeyCounter counter, long timeUnixMs)
    {
        if (!ReferenceEquals(Counter, counter))
            Counter = counter;
        TimeUnixMs = timeUnixMs;
        WeightMicro = counter.WeightMicro;
    }

    /// <summary>Makes it empty; its lists keep their memory, and names stay until others take their place.</summary>
    public void Reset()
    {
        Failed = false;
        Error = null;
        TraceId = default;
        SpanId = default;
        Resources.Clear();
        IsDiscarded = false;
        ThrownException = 0;
        IsOutcomeTold = false;
        IsWatched = false;
        _companions = null;
        _operationCount = 0;
        _valueCount = 0;
        _limited = false;
        RefusedCount = 0;
    }

    /// <summary>Copies what a finished call says of itself. The detail is empty before, so that what the call does not say is not written.</summary>
    public void Fill(in CallRecord call)
    {
        DurationNs = call.DurationNs;
        Failed = call.Failed;
        if (call.Error is { } error)
            Error = error;
        TraceId = call.TraceId;
        SpanId = call.SpanId;
        if (call.Resources.PresentMask != 0)
            Resources = call.Resources;
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
            if (!NameRules.IsName(slot.Name, EventLimits.NameBytesMax))
            {
                RefusedCount++;
                continue;
            }

            record.Operations.Add(new OperationUsage(
                slot.Name,
                slot.Kind,
                Math.Min(slot.CallsMilli, EventLimits.AmountMax),
                slot.TimeNs < 0 ? null : slot.TimeNs,
                slot.SelfTimeNs < 0 ? null : slot.SelfTimeNs,
                slot.ErrorCount < 0 ? null : slot.ErrorCount));
        }

        foreach (EventValue value in _values.AsSpan(0, _valueCount))
        {
            if (NameRules.IsName(value.Name, EventLimits.NameBytesMax))
                record.Values.Add(value);
            else
                RefusedCount++;
        }
    }
}
