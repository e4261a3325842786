using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Endpoints;

/// <summary>Draws events of every sort: sampled, pre-aggregated, sparse, with operations and values.</summary>
internal sealed class RandomEvents(Random random)
{
    private static readonly string[] SegmentNames = ["free", "premium", "trial"];
    private static readonly string[] OperationNames = ["json.dumps", "redis", "db", "render"];

    /// <summary>Whether every event stands for one call with the same weight.</summary>
    public bool Uniform { get; init; }

    public EventRecord Draw(long timeUnixMs)
    {
        EventRecord record = new()
        {
            TimeUnixMs = timeUnixMs,
            Segment = SegmentNames[random.Next(SegmentNames.Length)],
            Outcome = random.Next(20) == 0 ? Outcome.Error : Outcome.Ok,
        };
        if (random.Next(10) > 0)
            record.DurationNs = (long)Math.Exp(10 + (8 * random.NextDouble())) * 1_000;
        if (!Uniform)
        {
            record.Count = random.Next(4) == 0 ? random.Next(1, 50) : 1;
            record.WeightMicro = random.Next(3) == 0 ? 1_000_000 + random.Next(9_000_000) : 1_000_000;
        }

        if (random.Next(8) == 0)
            record.TraceId = new TraceId((ulong)random.NextInt64(1, long.MaxValue), 7);
        DrawResources(record);
        DrawOperations(record);
        DrawValues(record);
        return record;
    }

    private void DrawResources(EventRecord record)
    {
        record.Resources.Set(Resource.CpuTime, random.Next(5_000) * 1_000L);
        if (random.Next(2) == 0)
            record.Resources.Set(Resource.MemoryDelta, random.Next(-100_000, 200_000));
        if (random.Next(50) == 0)
            record.Resources.Set(Resource.Allocated, 1L << 52);
        record.Resources.Set(Resource.DbQueries, random.Next(4));
    }

    private void DrawOperations(EventRecord record)
    {
        foreach (string name in OperationNames)
        {
            if (random.Next(3) == 0)
                continue;
            long calls = random.Next(40) == 0 ? 847_000 : random.Next(5) * 1_000;
            record.Operations.Add(new OperationUsage(
                name,
                name == "redis" ? OperationKind.Dependency : OperationKind.Function,
                calls,
                name == "render" ? null : random.Next(1_000_000) * 1_000L,
                random.Next(2) == 0 ? random.Next(1_000_000) : null,
                name == "redis" ? random.Next(2) : null));
        }
    }

    private void DrawValues(EventRecord record)
    {
        if (random.Next(2) == 0)
            record.Values.Add(new EventValue("revenue", ValueKind.Sum, random.NextInt64(-5_000_000, 90_000_000)));
        if (random.Next(2) == 0)
            record.Values.Add(new EventValue("bytes", ValueKind.Distribution, random.Next(100_000) * 1_000_000L));
    }
}
