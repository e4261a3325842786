using Pipeline.Core.Features;
using Pipeline.Detection.Training;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Tests.Training;

/// <summary>Long windows of an endpoint as it usually is: eight features and some operations, a load that moves several together.</summary>
internal sealed class LongWindows(long seed, int operationCount = 12)
{
    public const long WidthMs = 60_000;

    private static readonly FeatureKind[] s_kinds =
    [
        FeatureKind.ErrorShare, FeatureKind.DurationMean, FeatureKind.DurationP50, FeatureKind.DurationP95, FeatureKind.DurationP99, FeatureKind.Cpu,
        FeatureKind.DbQueries, FeatureKind.CacheHitShare,
    ];

    private SeededRandom _random = new(seed);

    public static Feature Calls(int operation) => new(FeatureKind.OperationCalls, $"operation-{operation:00}");

    public static Feature Time(int operation) => new(FeatureKind.OperationTime, $"operation-{operation:00}");

    public ForestInput[] Next()
    {
        float load = Normal();
        List<ForestInput> inputs = [.. s_kinds.Select(kind => new ForestInput(new Feature(kind), (0.5f * load) + Normal()))];
        for (int operation = 0; operation < operationCount; operation++)
        {
            inputs.Add(new ForestInput(Calls(operation), load + Normal(), 1_000 - (50 * operation)));
            inputs.Add(new ForestInput(Time(operation), (0.3f * load) + Normal()));
        }

        return [.. inputs];
    }

    /// <summary>A window with a feature at a deviation.</summary>
    public ForestInput[] NextWith(Feature feature, float deviation) =>
        [.. Next().Select(input => input.Feature == feature ? input with { Deviation = deviation } : input)];

    /// <summary>A window with every other feature so many times as far from usual as ever.</summary>
    public ForestInput[] NextOf(float factor) =>
        [.. Next().Select((input, index) => index % 2 == 0 ? input with { Deviation = input.Deviation * factor } : input)];

    /// <summary>Learns so many usual windows, from the given number on.</summary>
    public void Teach(ForestWatch watch, long from, int count)
    {
        for (long window = from; window < from + count; window++)
            watch.Learn(window, Next(), isAnomalous: false);
    }

    private float Normal()
    {
        double sum = 0;
        for (int i = 0; i < 12; i++)
            sum += _random.NextDouble();
        return (float)(sum - 6);
    }
}
