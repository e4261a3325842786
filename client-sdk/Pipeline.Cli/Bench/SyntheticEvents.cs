using Pipeline.Protocol.Events;

namespace Pipeline.Cli.Bench;

/// <summary>Makes events like those of a busy web shop, the same from the same seed.</summary>
/// <remarks>
/// 100 endpoints, 4 segments, 1 % errors; duration and CPU time lognormal in whole microseconds; each endpoint has its own three
/// operations with calls and time, and database queries and cache hits that agree with them. Not thread-safe.
/// </remarks>
internal sealed class SyntheticEvents
{
    public const int EndpointCount = 100;
    public const int OperationsPerEvent = 3;

    private const long NanosecondsPerMicrosecond = 1_000;
    private const double ErrorShare = 0.01;
    private const string ErrorText = "upstream timed out";

    private static readonly string[] Resources =
    [
        "orders", "carts", "products", "prices", "customers", "payments", "invoices", "shipments", "returns", "reviews",
        "searches", "suggestions", "sessions", "addresses", "coupons", "stocks", "warehouses", "messages", "reports", "images",
    ];

    private static readonly string[] Actions = ["GET /{0}", "GET /{0}/id", "POST /{0}", "PUT /{0}/id", "DELETE /{0}/id"];

    private static readonly (string Name, OperationKind Kind)[] OperationPool =
    [
        ("postgres", OperationKind.Dependency), ("redis", OperationKind.Dependency), ("json.dumps", OperationKind.Function),
        ("auth.verify", OperationKind.Function), ("pricing", OperationKind.Dependency), ("disk.read", OperationKind.Io),
        ("template.render", OperationKind.Function), ("kafka.publish", OperationKind.Io), ("cache.key", OperationKind.Function),
    ];

    /// <summary>Segments with the share of events up to and including each.</summary>
    private static readonly (string Name, double ShareUpTo)[] Segments =
        [("free", 0.6), ("premium", 0.85), ("trial", 0.95), ("enterprise", 1)];

    private readonly Random _random;
    private readonly Profile[] _profiles = new Profile[EndpointCount];

    public SyntheticEvents(int seed)
    {
        _random = new Random(seed);
        for (int index = 0; index < EndpointCount; index++)
            _profiles[index] = CreateProfile(index);
    }

    /// <summary>Name of an endpoint, from 0 to <see cref="EndpointCount"/> - 1.</summary>
    public string EndpointName(int index) => _profiles[index].Endpoint;

    /// <summary>Fills the record with the endpoint's next event.</summary>
    public void Next(int endpointIndex, long timeUnixMs, EventRecord record)
    {
        Profile profile = _profiles[endpointIndex];
        record.Reset();
        record.TimeUnixMs = timeUnixMs;
        record.Endpoint = profile.Endpoint;
        record.Segment = NextSegment();
        if (_random.NextDouble() < ErrorShare)
        {
            record.Outcome = Outcome.Error;
            record.Error = ErrorText;
        }

        long totalNs = 0;
        long dependencyCalls = 0;
        foreach ((string name, OperationKind kind, double meanCalls, double medianMicroseconds) in profile.Operations)
        {
            int calls = NextCalls(meanCalls);
            long timeNs = calls * NextLogNormalNs(medianMicroseconds, 0.5);
            record.Operations.Add(new OperationUsage(name, kind, calls * 1_000L, timeNs));
            totalNs += timeNs;
            dependencyCalls += kind == OperationKind.Dependency ? calls : 0;
        }

        long cpuNs = NextLogNormalNs(profile.MedianCpuMicroseconds, 0.6);
        record.DurationNs = cpuNs + totalNs + NextLogNormalNs(500, 0.8);
        record.Resources.Set(Resource.CpuTime, cpuNs);
        record.Resources.Set(Resource.DbQueries, dependencyCalls);
        record.Resources.Set(Resource.CacheHits, _random.Next(0, 8));
    }

    /// <summary>How long before sending each of some events ended, ms: independent of each other, in the order of their time.</summary>
    public int[] NextAgesMs(int count, int spanMs)
    {
        int[] agesMs = new int[count];
        for (int index = 0; index < count; index++)
            agesMs[index] = _random.Next(spanMs);
        Array.Sort(agesMs, static (left, right) => right.CompareTo(left));
        return agesMs;
    }

    private Profile CreateProfile(int index)
    {
        string endpoint = string.Format(null, Actions[index / Resources.Length], Resources[index % Resources.Length]);
        (string, OperationKind, double, double)[] operations = new (string, OperationKind, double, double)[OperationsPerEvent];
        int first = _random.Next(OperationPool.Length);
        for (int place = 0; place < OperationsPerEvent; place++)
        {
            (string name, OperationKind kind) = OperationPool[(first + (place * 2)) % OperationPool.Length];
            operations[place] = (name, kind, 1 + (_random.NextDouble() * 6), 50 + (_random.NextDouble() * 1_000));
        }

        return new Profile(endpoint, 500 + (_random.NextDouble() * 4_000), operations);
    }

    private string NextSegment()
    {
        double share = _random.NextDouble();
        int index = 0;
        while (Segments[index].ShareUpTo < share)
            index++;
        return Segments[index].Name;
    }

    /// <summary>One call at least, then geometric.</summary>
    private int NextCalls(double mean)
        => 1 + (int)(Math.Log(1 - _random.NextDouble()) / Math.Log(1 - (1 / mean)));

    private long NextLogNormalNs(double medianMicroseconds, double sigma)
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return (long)(medianMicroseconds * Math.Exp(sigma * normal)) * NanosecondsPerMicrosecond;
    }

    /// <param name="Endpoint">Its name.</param>
    /// <param name="MedianCpuMicroseconds">Median of its CPU time.</param>
    /// <param name="Operations">Name, kind, mean calls per event, median time per call in microseconds.</param>
    private sealed record Profile(
        string Endpoint,
        double MedianCpuMicroseconds,
        (string Name, OperationKind Kind, double MeanCalls, double MedianMicroseconds)[] Operations);
}
