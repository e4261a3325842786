using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Endpoints;

/// <summary>Entries of an endpoint with more operations than places, some of which get other names all the time.</summary>
internal static class RenamingLog
{
    public static readonly WindowOptions SmallWindows = new([new(1_000, 4), new(5_000, 6), new(20_000, 8)]);

    private const long Start = 1_800_000_000_000;
    private const int OperationCount = 400;

    private static readonly WindowOptions s_longer = new([new(1_000, 6), new(5_000, 8), new(20_000, 12)]);
    private static readonly WindowOptions s_other = new([new(2_000, 5), new(10_000, 6)]);

    public static List<(EntryHeader Header, byte[] Body)> Draw(Random random, int length, bool withOptions = true)
    {
        List<(EntryHeader, byte[])> log = [];
        long now = Start;
        for (int entry = 0; entry < length; entry++)
        {
            now += random.Next(4_000);
            log.Add(random.Next(30) switch
            {
                0 or 1 => (new EntryHeader(EntryKind.IdleClosed, now), []),
                2 when withOptions => (new EntryHeader(EntryKind.OptionsChanged, now), DrawOptions(random)),
                _ => (new EntryHeader(EntryKind.Section, now), Sections.Of(DrawEvents(random, now, generation: entry / 20))),
            });
        }

        return log;
    }

    /// <summary>Events with about a hundred operations each, a tenth of which have a new name in each generation.</summary>
    public static List<EventRecord> DrawEvents(Random random, long now, int generation)
    {
        List<EventRecord> events = [];
        for (int count = random.Next(1, 8); count > 0; count--)
        {
            EventRecord record = Sections.Event(now - (long)(Math.Pow(random.NextDouble(), 3) * 200_000), random.Next(2) == 0 ? "free" : "premium");
            record.WeightMicro = random.Next(4) == 0 ? random.NextInt64(1_000_000, 9_000_000) : EventRecord.WeightOneMicro;
            HashSet<int> numbers = [.. Enumerable.Range(0, 120).Select(_ => (int)(OperationCount * Math.Pow(random.NextDouble(), 2)))];
            foreach (int number in numbers)
                record.Operations.Add(DrawOperation(random, number, generation));
            events.Add(record);
        }

        return events;
    }

    private static OperationUsage DrawOperation(Random random, int number, int generation) => new(
        $"operation {number}, {(generation + number) / 10}",
        (OperationKind)(number % 3),
        random.Next(1, 1 + (2 << (number % 6))) * 500L,
        random.Next(2) == 0 ? random.Next(9_000_000) : null,
        random.Next(8) == 0 ? random.Next(9_000_000) : null);

    private static byte[] DrawOptions(Random random) => EndpointOptionsCodec.Write(new EndpointOptions
    {
        AllowedLatenessMs = random.Next(3) * 1_000,
        Windows = random.Next(4) switch { 0 => s_other, 1 => s_longer, _ => SmallWindows },
    });
}
