namespace Pipeline.Protocol.Events;

/// <summary>One recorded business call, or several alike: the reusable form in which events are built and parsed.</summary>
/// <remarks>
/// Mutable and not thread-safe. <see cref="Reset"/> makes it empty again and keeps its lists' memory, so one record serves a whole
/// stream of events. Nothing here is checked; <see cref="EventValidator"/> says whether an event may be sent.
/// </remarks>
public sealed class EventRecord
{
    /// <summary>The segment of events that name none.</summary>
    public const string DefaultSegment = "default";

    /// <summary>A weight of one: the event was certain to be kept.</summary>
    public const long WeightOneMicro = 1_000_000;

    /// <summary>What the event used: totals over <see cref="Count"/>.</summary>
    /// <remarks>A field, so that it can be filled in place.</remarks>
#pragma warning disable CA1051 // A property would hand out a copy of this mutable struct.
    public ResourceUsage Resources;
#pragma warning restore CA1051

    /// <summary>End of the call, Unix milliseconds.</summary>
    public long TimeUnixMs { get; set; }

    /// <summary>What was called, 1 to 256 UTF-8 bytes.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>For whom, 1 to 128 UTF-8 bytes.</summary>
    public string Segment { get; set; } = DefaultSegment;

    /// <summary>How long a call took, ns: the mean where <see cref="Count"/> is above 1. Null if unknown, as in an access log without times.</summary>
    public long? DurationNs { get; set; }

    public Outcome Outcome { get; set; }

    /// <summary>What went wrong, for people; the first 256 UTF-8 bytes are kept.</summary>
    public string? Error { get; set; }

    /// <summary>How many calls the event stands for, exactly; 1 to 10^9.</summary>
    public long Count { get; set; } = 1;

    /// <summary>One over the probability with which the event was sampled, in millionths; at least <see cref="WeightOneMicro"/>.</summary>
    public long WeightMicro { get; set; } = WeightOneMicro;

    /// <summary>The trace to look at; the default value means none.</summary>
    public TraceId TraceId { get; set; }

    /// <summary>The span within the trace; the default value means none.</summary>
    public SpanId SpanId { get; set; }

    /// <summary>What the event did, at most 256; totals over <see cref="Count"/>. A name and kind occurs once.</summary>
    public List<OperationUsage> Operations { get; } = [];

    /// <summary>Business figures, at most 64. A name and kind occurs once.</summary>
    public List<EventValue> Values { get; } = [];

    /// <summary>Back to an empty event; the lists keep their memory.</summary>
    public void Reset()
    {
        TimeUnixMs = 0;
        Endpoint = "";
        Segment = DefaultSegment;
        DurationNs = null;
        Outcome = Outcome.Ok;
        Error = null;
        Count = 1;
        WeightMicro = WeightOneMicro;
        TraceId = default;
        SpanId = default;
        Resources.Clear();
        Operations.Clear();
        Values.Clear();
    }
}
