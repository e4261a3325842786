using Pipeline.Core.Endpoints;
using Pipeline.Detection.Options;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Detection.Tests.Backtests;

/// <summary>The entries of an endpoint's stream, as a log would give them back: two segments at an even pace.</summary>
internal sealed class RecordedStream
{
    public const string Endpoint = "/recommend";
    public const long StartUnixMs = 1_750_000_020_000;
    private const int EntryMs = 5_000;
    private const int EventsPerSecond = 3;

    private readonly List<(EntryHeader Header, byte[] Body)> _entries = [];

    public IReadOnlyList<(EntryHeader Header, byte[] Body)> Entries => _entries;

    /// <summary>End of what was recorded, Unix ms.</summary>
    public long NowUnixMs { get; private set; } = StartUnixMs;

    /// <summary>Records calls; each of a premium user makes so many of <c>json.dumps</c>, each of a free one three.</summary>
    public RecordedStream Calls(int seconds, int premiumCalls = 3)
    {
        for (long end = NowUnixMs + (seconds * 1_000L); NowUnixMs < end; NowUnixMs += EntryMs)
            Section(NowUnixMs, premiumCalls, NowUnixMs + EntryMs);
        return this;
    }

    /// <summary>Records five seconds of calls that come late.</summary>
    public RecordedStream LateCalls(long timeUnixMs)
    {
        Section(timeUnixMs, premiumCalls: 3, NowUnixMs);
        return this;
    }

    /// <summary>Records that the endpoint was watched in another way from now on.</summary>
    public RecordedStream Options(DetectionOptions options) => Entry(EntryKind.DetectionOptionsChanged, DetectionOptionsCodec.Write(options));

    public RecordedStream Entry(EntryKind kind, byte[] body)
    {
        _entries.Add((new EntryHeader(kind, NowUnixMs), body));
        return this;
    }

    private void Section(long timeUnixMs, int premiumCalls, long arrivalUnixMs)
    {
        SectionWriter writer = new(Endpoint);
        for (int number = 0; number < EntryMs / 1_000 * EventsPerSecond; number++)
        {
            long time = timeUnixMs + (number * 1_000 / EventsPerSecond);
            foreach (string segment in (string[])["free", "premium"])
            {
                int calls = segment == "premium" ? premiumCalls : 3;
                EventRecord record = new()
                {
                    Endpoint = Endpoint,
                    TimeUnixMs = time,
                    Segment = segment,
                    DurationNs = (40 + (time / 333 * 7 % 11) + (calls * 3)) * 1_000_000,
                };
                record.Operations.Add(new OperationUsage("json.dumps", OperationKind.Function, CallsMilli: calls * 1_000));
                writer.Add(record);
            }
        }

        _entries.Add((new EntryHeader(EntryKind.Section, arrivalUnixMs), writer.ToArray()));
    }
}
