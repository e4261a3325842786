using Microsoft.ML;

namespace Pipeline.Ml.MLNet.Tests.Data;

/// <summary>Generated rows: three normal features with some dependence, and planted anomalies that move one feature by six sigmas.</summary>
internal static class Calls
{
    public static readonly string[] FeatureNames = [nameof(NamedCall.DurationMs), nameof(NamedCall.DbQueries), nameof(NamedCall.CpuMs)];

    public static Call[] Generate(int count, int seed, int anomalyEvery = 50)
    {
        var random = new Random(seed);
        var rows = new Call[count];
        for (int row = 0; row < count; row++)
        {
            bool planted = row % anomalyEvery == anomalyEvery - 1;
            float cpu = Normal(random);
            float[] features = [0.5f * cpu + Normal(random), Normal(random), cpu];
            if (planted)
            {
                features[row / anomalyEvery % 3] += 6;
            }

            rows[row] = new Call { Features = features, Label = planted ? 1 : 0 };
        }

        return rows;
    }

    public static NamedCall[] Name(IEnumerable<Call> calls)
        => [.. calls.Select(call => new NamedCall
        {
            DurationMs = call.Features[0], DbQueries = call.Features[1], CpuMs = call.Features[2], Label = call.Label,
        })];

    public static IDataView Load(this MLContext context, int count = 1000, int seed = 11)
        => context.Data.LoadFromEnumerable(Generate(count, seed));

    public static Scored[] Read(this MLContext context, IDataView scored)
        => [.. context.Data.CreateEnumerable<Scored>(scored, reuseRowObject: false)];

    // Sum of twelve uniforms less six (Irwin and Hall): near enough to normal, and the same everywhere.
    private static float Normal(Random random)
    {
        double sum = -6;
        for (int i = 0; i < 12; i++)
        {
            sum += random.NextDouble();
        }

        return (float)sum;
    }
}
