using Pipeline.Core.Endpoints;
using Pipeline.Detection.Options;
using Pipeline.Detection.Training;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Detection.Tests.Judging;

/// <summary>An endpoint that is fed window by window, as its stream would be.</summary>
internal sealed class MadeTraffic
{
    public const long WindowMs = 10_000;
    public const long StartUnixMs = 1_700_000_000_000 / WindowMs * WindowMs;

    private readonly Random _random;
    private readonly Action<MonitoredEndpoint>? _afterEntry;

    public MadeTraffic(int seed = 1, DetectionOptions? options = null, Action<MonitoredEndpoint>? afterEntry = null)
    {
        _random = new Random(seed);
        _afterEntry = afterEntry;
        Endpoint = new MonitoredEndpoint("/recommend", EndpointOptions.Default, options ?? DetectionOptions.Default);
    }

    public MonitoredEndpoint Endpoint { get; set; }

    public long NowUnixMs { get; private set; } = StartUnixMs;

    /// <summary>How long after its events an entry arrives.</summary>
    public TimeSpan Delay { get; set; }

    public int EventsPerWindow { get; set; } = 40;

    public string[] Segments { get; set; } = ["premium", "free"];

    public void Pass(int windows, Action<EventRecord, Random>? change = null)
    {
        for (int window = 0; window < windows; window++)
        {
            SectionWriter writer = new("/recommend");
            for (int call = 0; call < EventsPerWindow; call++)
            {
                EventRecord record = Create(NowUnixMs + (call * (WindowMs - 100) / EventsPerWindow), Segments[call % Segments.Length]);
                change?.Invoke(record, _random);
                writer.Add(record);
            }

            NowUnixMs += WindowMs;
            Apply(new EntryHeader(EntryKind.Section, NowUnixMs + (long)Delay.TotalMilliseconds), EventsPerWindow == 0 ? [] : writer.ToArray());
        }
    }

    /// <summary>Nothing comes for a while; housekeeping goes on.</summary>
    public void Wait(int windows)
    {
        for (int window = 0; window < windows; window++)
        {
            NowUnixMs += WindowMs;
            if (Endpoint.State.WouldCloseIdle(NowUnixMs) || Endpoint.Detection.WouldNoticeSilence(NowUnixMs))
                Apply(new EntryHeader(EntryKind.IdleClosed, NowUnixMs), []);
        }
    }

    public void Apply(in EntryHeader header, ReadOnlySpan<byte> body)
    {
        Endpoint.Apply(header, body);
        Endpoint.Detection.FitDue(ForestFitter.Instance);
        _afterEntry?.Invoke(Endpoint);
    }

    /// <summary>An event that makes three calls of json.dumps and one query, 20 ms give or take.</summary>
    private EventRecord Create(long timeUnixMs, string segment)
    {
        double ms = 15 + (_random.NextDouble() * 10);
        EventRecord record = new()
        {
            Endpoint = "/recommend",
            TimeUnixMs = timeUnixMs,
            Segment = segment,
            DurationNs = (long)(ms * 1e6),
            Outcome = _random.Next(500) == 0 ? Outcome.Error : Outcome.Ok,
        };
        record.Operations.Add(new OperationUsage("json.dumps", OperationKind.Function, CallsMilli: 3_000, TimeNs: 3_000_000));
        record.Operations.Add(new OperationUsage("postgres", OperationKind.Dependency, CallsMilli: 1_000, TimeNs: (long)(5e6 + (_random.NextDouble() * 4e6))));
        return record;
    }
}
