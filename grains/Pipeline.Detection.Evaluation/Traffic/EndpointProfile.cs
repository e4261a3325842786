using Pipeline.Ml.Randomness;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Evaluation.Traffic;

/// <summary>What a generated endpoint is like while nothing is wrong.</summary>
internal sealed record EndpointProfile
{
    public const string Database = "postgres";
    public const string Cache = "redis";

    private static readonly string[] SegmentPool = ["free", "premium", "trial", "enterprise"];

    public required string Name { get; init; }

    /// <summary>Names of the segments, the largest first.</summary>
    public required IReadOnlyList<string> Segments { get; init; }

    /// <summary>Share of the events up to and including each segment; the last is 1.</summary>
    public required IReadOnlyList<double> ShareUpTo { get; init; }

    public required IReadOnlyList<OperationProfile> Operations { get; init; }

    /// <summary>Events per second, on average.</summary>
    public required double RatePerSecond { get; init; }

    /// <summary>Share of the events that fail by themselves, 0 to 0.01.</summary>
    public required double ErrorShare { get; init; }

    /// <summary>Mean of the time that is no operation's, ms.</summary>
    public required double OwnMs { get; init; }

    /// <summary>Mean number of items of a request.</summary>
    public required double MeanItems { get; init; }

    /// <summary>Share of the lookups in the cache that hit.</summary>
    public required double HitShare { get; init; }

    /// <summary>Mean of the memory that an event leaves behind, bytes; single events vary around it by more than itself.</summary>
    public required double MemoryBytes { get; init; }

    /// <summary>Mean of the bytes that an event allocates.</summary>
    public required double AllocatedBytes { get; init; }

    /// <summary>Mean wait for locks, ms.</summary>
    public required double LockWaitMs { get; init; }

    public Season Season { get; init; } = Season.None;

    /// <summary>Draws an endpoint.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ratePerSecond">Events per second.</param>
    /// <param name="random">Decides the rest.</param>
    public static EndpointProfile Draw(string name, double ratePerSecond, ref SeededRandom random)
    {
        int segments = 2 + random.NextInt32(3);
        return new EndpointProfile
        {
            Name = name,
            Segments = SegmentPool[..segments],
            ShareUpTo = DrawShares(segments, ref random),
            Operations = DrawOperations(ref random),
            RatePerSecond = ratePerSecond,
            ErrorShare = 0.01 * random.NextDouble(),
            OwnMs = Draws.Between(ref random, 1, 10),
            MeanItems = Draws.Between(ref random, 4, 12),
            HitShare = Draws.Between(ref random, 0.8, 0.95),
            MemoryBytes = Draws.Between(ref random, 20_000, 200_000),
            AllocatedBytes = Draws.Between(ref random, 200_000, 2_000_000),
            LockWaitMs = Draws.Between(ref random, 2, 8),
        };
    }

    /// <summary>Index of an operation.</summary>
    public int IndexOf(string operation)
    {
        for (int index = 0; index < Operations.Count; index++)
        {
            if (Operations[index].Name == operation)
                return index;
        }

        throw new ArgumentException($"The endpoint has no operation '{operation}'.", nameof(operation));
    }

    /// <summary>The smallest segment has an eighth of the events or more.</summary>
    private static double[] DrawShares(int count, ref SeededRandom random)
    {
        double[] shares = new double[count];
        for (int index = 0; index < count; index++)
            shares[index] = Draws.Between(ref random, 1, 2.5);
        Array.Sort(shares, static (left, right) => right.CompareTo(left));
        double sum = shares.Sum();
        double upTo = 0;
        for (int index = 0; index < count; index++)
            shares[index] = upTo += shares[index] / sum;
        shares[^1] = 1;
        return shares;
    }

    private static OperationProfile[] DrawOperations(ref SeededRandom random) =>
    [
        new("json.dumps", OperationKind.Function, CountLaw.Constant, 2 + random.NextInt32(3), Draws.Between(ref random, 0.05, 0.4), 0.4, 0),
        new("template.render", OperationKind.Function, CountLaw.Poisson, Draws.Between(ref random, 1.5, 5), Draws.Between(ref random, 0.2, 1.5), 0.5, 0),
        new("item.parse", OperationKind.Function, CountLaw.PerItem, 0, Draws.Between(ref random, 0.05, 0.3), 0.5, 0),
        new(Database, OperationKind.Dependency, CountLaw.PerMiss, Draws.Between(ref random, 1, 2.5), Draws.Between(ref random, 1, 6), 0.6, 0.001 * random.NextDouble()),
        new(Cache, OperationKind.Dependency, CountLaw.PerLookup, 3 + random.NextInt32(4), Draws.Between(ref random, 0.2, 0.8), 0.5, 0),
        new("payments", OperationKind.Dependency, CountLaw.Constant, 1, Draws.Between(ref random, 5, 30), 0.6, 0.004 * random.NextDouble()),
        new("disk.read", OperationKind.Io, CountLaw.Poisson, Draws.Between(ref random, 0.3, 1.5), Draws.Between(ref random, 0.3, 2), 0.7, 0),
    ];
}
