using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Tests.Wire;

/// <summary>Lawful events of every shape, the same for the same seed.</summary>
internal sealed class RandomEvents(int seed)
{
    private readonly Random _random = new(seed);

    public Random Random => _random;

    public List<EventRecord> CreateMany(int count)
    {
        // One section's events tend to be alike: each section draws anew which fields it has and how wild they are.
        Shape shape = new(_random);
        List<EventRecord> events = [];
        for (int index = 0; index < count; index++)
            events.Add(Create(shape));
        return events;
    }

    private EventRecord Create(Shape shape)
    {
        EventRecord record = new()
        {
            TimeUnixMs = shape.Start + _random.NextInt64(shape.TimeSpread),
            Segment = $"segment {_random.Next(shape.Segments)}",
            Outcome = Chance(shape.Errors) ? Outcome.Error : Outcome.Ok,
            Count = Chance(shape.Counted) ? 1 + _random.NextInt64(EventLimits.CountMax) : 1,
            WeightMicro = Chance(shape.Weighted) ? EventLimits.WeightMicroMin + _random.NextInt64(EventLimits.WeightMicroMax) / 2 : 1_000_000,
            DurationNs = Chance(shape.Timed) ? Amount(shape) : null,
        };
        if (Chance(shape.Errors))
            record.Error = $"fault {_random.Next(5)}: Überlauf";
        if (Chance(shape.Traced))
            record.TraceId = new TraceId((ulong)_random.NextInt64(), 1);
        if (Chance(shape.Traced))
            record.SpanId = new SpanId((ulong)_random.NextInt64() | 1);
        for (int resource = 0; resource < ResourceUsage.ResourceCount; resource++)
        {
            if (Chance(shape.Resources[resource]))
                record.Resources.Set((Resource)resource, resource == (int)Resource.MemoryDelta ? Amount(shape) - Amount(shape) : Amount(shape));
        }

        for (int operation = 0; operation < shape.Operations.Length; operation++)
        {
            if (Chance(shape.Operations[operation]))
                record.Operations.Add(CreateOperation(operation, shape));
        }

        if (Chance(shape.Timed))
            record.Values.Add(new EventValue("revenue", ValueKind.Sum, Amount(shape) - Amount(shape)));
        if (Chance(shape.Traced))
            record.Values.Add(new EventValue("bytes", ValueKind.Distribution, Amount(shape)));
        return record;
    }

    private OperationUsage CreateOperation(int number, Shape shape) => new(
        $"operation {number}",
        (OperationKind)(number % 3),
        Amount(shape),
        Chance(shape.Timed) ? Amount(shape) : null,
        Chance(shape.Traced) ? Amount(shape) : null,
        Chance(shape.Errors) ? Amount(shape) : null);

    private long Amount(Shape shape)
    {
        long amount = _random.NextInt64(1L << _random.Next(1, shape.AmountBits + 1));
        return amount - (amount % shape.Unit);
    }

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private sealed class Shape(Random random)
    {
        private static readonly double[] Chances = [0, 0.01, 0.3, 0.9, 1];

        public long Start { get; } = random.NextInt64(EventLimits.TimeUnixMsMax / 2);

        public long TimeSpread { get; } = 1L << random.Next(40);

        public int Segments { get; } = random.Next(1, 6);

        public double Errors { get; } = Pick(random);

        public double Counted { get; } = Pick(random);

        public double Weighted { get; } = Pick(random);

        public double Timed { get; } = Pick(random);

        public double Traced { get; } = Pick(random);

        public double[] Resources { get; } = [.. Enumerable.Range(0, ResourceUsage.ResourceCount).Select(_ => Pick(random))];

        public double[] Operations { get; } = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Pick(random))];

        public int AmountBits { get; } = random.Next(1, 54);

        public long Unit { get; } = (long)Math.Pow(10, random.Next(5));

        private static double Pick(Random random) => Chances[random.Next(Chances.Length)];
    }
}
