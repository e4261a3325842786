using System.Globalization;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Bench.Wide;

/// <summary>Events spread evenly over many endpoints, segments and operations, the same from the same seed.</summary>
/// <remarks>
/// Every event does all of its endpoint's operations; calls are geometric, times lognormal, and each endpoint is by a factor of its own
/// slower than others, so that lists have an order. Random numbers come from a table, because millions of operations are made. Not thread-safe.
/// </remarks>
internal sealed class WideEvents
{
    private const int TableSize = 4_096;
    private const int ErrorInEvents = 100;

    private static readonly string[] KnownSegments = ["free", "premium", "trial", "enterprise"];

    private static readonly string[] Actions = ["GET", "POST", "PUT", "DELETE"];

    private static readonly string[] OperationStems =
    [
        "json.dumps", "postgres", "redis", "auth.verify", "template.render", "kafka.publish", "cache.key", "disk.read", "pricing",
    ];

    private readonly WideShape _shape;
    private readonly int[] _calls = new int[TableSize];
    private readonly long[] _timesNs = new long[TableSize];
    private readonly string[] _segments;
    private readonly (string Name, OperationKind Kind)[] _operations;
    private uint _drawn;

    public WideEvents(int seed, WideShape shape)
    {
        _shape = shape;
        Random random = new(seed);
        for (int index = 0; index < TableSize; index++)
        {
            _calls[index] = 1 + (int)(Math.Log(1 - random.NextDouble()) / Math.Log(0.75));
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            _timesNs[index] = (long)(200 * Math.Exp(0.7 * normal)) * 1_000;
        }

        _segments = [.. Enumerable.Range(0, shape.Segments).Select(SegmentName)];
        _operations = [.. Enumerable.Range(0, shape.Operations + OperationStems.Length).Select(CreateOperation)];
        _drawn = (uint)seed;
    }

    public WideShape Shape => _shape;

    /// <summary>Name of an endpoint, from 0.</summary>
    public static string EndpointName(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{Actions[index % Actions.Length]} /resources/{index}");

    /// <summary>Name of a segment, from 0.</summary>
    public static string SegmentName(int index) =>
        index < KnownSegments.Length ? KnownSegments[index] : string.Create(CultureInfo.InvariantCulture, $"segment-{index}");

    /// <summary>Encodes one endpoint's events: of each segment one at each step.</summary>
    /// <param name="writer">Empty or not; reset to the endpoint.</param>
    /// <param name="endpoint">Index of the endpoint.</param>
    /// <param name="steps">Points in time.</param>
    /// <param name="stepMs">Between two of them.</param>
    public SectionTemplate Encode(SectionWriter writer, int endpoint, int steps, int stepMs)
    {
        EventRecord record = new();
        writer.Reset(EndpointName(endpoint));
        for (int step = 0; step < steps; step++)
        {
            for (int segment = 0; segment < _shape.Segments; segment++)
            {
                // Segments follow each other within the step, so that times rise.
                long time = BatchPlan.TemplateBaseUnixMs + (step * (long)stepMs) + (segment * stepMs / _shape.Segments);
                Fill(record, endpoint, segment, time);
                writer.Add(record);
            }
        }

        return SectionTemplate.Of(writer);
    }

    private void Fill(EventRecord record, int endpoint, int segment, long timeUnixMs)
    {
        record.Reset();
        record.TimeUnixMs = timeUnixMs;
        record.Endpoint = EndpointName(endpoint);
        record.Segment = _segments[segment];
        record.Outcome = Draw() % ErrorInEvents == 0 ? Outcome.Error : Outcome.Ok;
        long totalNs = 0;
        long dependencyCalls = 0;
        int slowness = 1 + (endpoint % 17);
        for (int place = 0; place < _shape.Operations; place++)
        {
            (string name, OperationKind kind) = _operations[place + (endpoint % OperationStems.Length)];
            int calls = _calls[Draw() % TableSize];
            long timeNs = calls * _timesNs[Draw() % TableSize];
            record.Operations.Add(new OperationUsage(name, kind, calls * 1_000L, timeNs));
            totalNs += timeNs;
            dependencyCalls += kind == OperationKind.Dependency ? calls : 0;
        }

        long cpuNs = slowness * _timesNs[Draw() % TableSize];
        record.DurationNs = cpuNs + totalNs;
        record.Resources.Set(Resource.CpuTime, cpuNs);
        record.Resources.Set(Resource.DbQueries, dependencyCalls);
    }

    private static (string Name, OperationKind Kind) CreateOperation(int index)
    {
        string stem = OperationStems[index % OperationStems.Length];
        string name = index < OperationStems.Length ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}.{index / OperationStems.Length}");
        return (name, stem is "postgres" or "redis" or "pricing" ? OperationKind.Dependency : OperationKind.Function);
    }

    /// <summary>A linear congruence, whose upper bits are good enough to pick from a table.</summary>
    private uint Draw()
    {
        _drawn = (_drawn * 1_664_525) + 1_013_904_223;
        return _drawn >> 12;
    }
}
