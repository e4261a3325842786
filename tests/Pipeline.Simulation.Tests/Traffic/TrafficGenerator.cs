using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Simulation.Tests.Traffic;

/// <summary>Makes random sections: small, but of every shape that counting depends on.</summary>
internal sealed class TrafficGenerator(Random random)
{
    private const long DayMs = 86_400_000;

    private static readonly string[] Segments = ["premium", "free", "default"];
    private static readonly string[] Operations = ["json.dumps", "redis", "disk"];

    private readonly SectionWriter _writer = new("unused");

    public int SectionCount { get; private set; }

    /// <summary>A section whose events end about now, most of them.</summary>
    public SentSection CreateSection(string endpoint, BatchIdentity? identity, long nowUnixMs)
    {
        int number = ++SectionCount;
        _writer.Reset(endpoint);
        // Mostly one point in time a section, as a source sends it; sometimes events from all over.
        long sectionTimeUnixMs = EventTime(nowUnixMs);
        bool isScattered = random.Next(8) == 0;
        List<EventRecord> events = [];
        int eventCount = random.Next(1, 5);
        for (int index = 0; index < eventCount; index++)
        {
            EventRecord record = CreateEvent(isScattered ? EventTime(nowUnixMs) : sectionTimeUnixMs - random.Next(1_500));
            if (index == 0)
                record.TraceId = new TraceId(1, (ulong)number); // No two sections have the same bytes.
            if (!_writer.TryAdd(record, out EventError error))
                throw new InvalidOperationException($"The generator made an invalid event: {error}");
            events.Add(record);
        }

        List<SentTally> tallies = [];
        for (int count = random.Next(4) == 0 ? random.Next(1, 3) : 0; count > 0; count--)
            tallies.Add(CreateTally(isScattered ? EventTime(nowUnixMs) : sectionTimeUnixMs));
        foreach (SentTally tally in tallies)
            _writer.AddTally(tally.Segment, tally.Outcome, tally.UnixSecond, tally.Count);
        List<SentDrop> drops = [];
        for (int count = random.Next(5) == 0 ? random.Next(1, 3) : 0; count > 0; count--)
            drops.Add(CreateDrop(isScattered ? EventTime(nowUnixMs) : sectionTimeUnixMs));
        foreach (SentDrop drop in drops)
            _writer.AddDrop(drop.Segment, drop.Cause, drop.UnixSecond, drop.Events, drop.Calls);
        return new SentSection(number, endpoint, identity, events, tallies, drops, _writer.ToArray());
    }

    private long EventTime(long nowUnixMs) => nowUnixMs + random.Next(40) switch
    {
        < 28 => -random.Next(3_000),
        < 31 => -random.Next(5_000, 60_000),
        < 33 => -random.Next(60_000, 3_600_000),
        < 34 => -random.NextInt64(DayMs / 24, 6 * DayMs),
        < 35 => -random.NextInt64(6 * DayMs, 9 * DayMs),
        < 37 => random.Next(1, 120_001),
        < 38 => 120_000 + random.Next(-1, 2),
        < 39 => random.Next(120_001, 3_600_000),
        _ => 0,
    };

    private EventRecord CreateEvent(long timeUnixMs)
    {
        EventRecord record = new()
        {
            TimeUnixMs = timeUnixMs,
            Segment = Segments[random.Next(Segments.Length)],
            Outcome = random.Next(10) == 0 ? Outcome.Error : Outcome.Ok,
            Count = random.Next(6) == 0 ? random.Next(2, 200) : 1,
            WeightMicro = random.Next(5) == 0 ? random.NextInt64(1_000_000, 50_000_000) : EventRecord.WeightOneMicro,
            DurationNs = random.Next(12) == 0 ? null : random.NextInt64(1, 5_000_000) * 1_000,
        };
        if (record.Outcome == Outcome.Error)
            record.Error = "boom";
        if (random.Next(2) == 0)
            record.Resources.Set(Resource.CpuTime, random.NextInt64(1, 1_000_000));
        if (random.Next(3) == 0)
            record.Resources.Set(Resource.MemoryDelta, random.NextInt64(-1_000_000, 1_000_000));
        for (int index = 0; index < Operations.Length; index++)
        {
            if (random.Next(2) == 0)
                record.Operations.Add(CreateOperation(Operations[index], (OperationKind)index));
        }

        if (random.Next(4) == 0)
            record.Values.Add(new EventValue("revenue", ValueKind.Sum, random.NextInt64(-5_000_000, 90_000_000)));
        if (random.Next(6) == 0)
            record.Values.Add(new EventValue("bytes", ValueKind.Distribution, random.NextInt64(0, 9_000_000_000)));
        return record;
    }

    private OperationUsage CreateOperation(string name, OperationKind kind) => new(
        name,
        kind,
        random.Next(20) == 0 ? random.Next(1, 20_000) : random.Next(1, 900) * 1_000L,
        random.Next(3) == 0 ? null : random.NextInt64(0, 4_000_000),
        random.Next(3) == 0 ? random.NextInt64(0, 2_000_000) : null,
        random.Next(5) == 0 ? random.Next(4) : null);

    private SentDrop CreateDrop(long timeUnixMs) => new(
        Segments[random.Next(Segments.Length)],
        (DropCause)random.Next(DropCauses.Count),
        timeUnixMs / 1_000,
        random.Next(20),
        random.Next(1, 5));

    private SentTally CreateTally(long timeUnixMs) => new(
        Segments[random.Next(2)],
        random.Next(5) == 0 ? Outcome.Error : Outcome.Ok,
        timeUnixMs / 1_000,
        random.Next(1, 50));
}
