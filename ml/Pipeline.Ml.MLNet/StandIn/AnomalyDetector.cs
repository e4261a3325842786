using Pipeline.Ml.Data;
using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Detectors;

public enum DetectorKind
{
    Joined,
    Forest,
    Tail,
}

public sealed record AnomalyDetectorOptions
{
    public DetectorKind Kind { get; init; }

    public IsolationForestOptions Forest { get; init; } = new();
}

/// <summary>The forest with p-values counted on the training rows.</summary>
public sealed class AnomalyDetector
{
    private readonly IsolationForest _forest;
    private readonly double[] _sorted;

    private AnomalyDetector(IsolationForest forest, double[] sorted) => (_forest, _sorted) = (forest, sorted);

    public int ColumnCount => _forest.ColumnCount;

    public static AnomalyDetector Fit(
        FeatureMatrix data,
        AnomalyDetectorOptions options,
        ReadOnlyMemory<float> weights = default,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        IsolationForest forest = IsolationForest.Fit(data, options.Forest, weights, progress, cancellationToken);
        double[] sorted = new double[data.RowCount];
        forest.Score(data, sorted, options.Forest.MaxDegreeOfParallelism, cancellationToken);
        Array.Sort(sorted);
        return new AnomalyDetector(forest, sorted);
    }

    public double Score(ReadOnlySpan<float> row) => _forest.Score(row);

    public double PValue(double score)
    {
        int below = Array.BinarySearch(_sorted, score);
        below = below < 0 ? ~below : below;
        while (below > 0 && _sorted[below - 1] >= score)
        {
            below--;
        }

        return (_sorted.Length - below + 1.0) / (_sorted.Length + 1.0);
    }

    public double Quantile(double share) => _sorted[(int)(share * (_sorted.Length - 1))];

    public double Explain(ReadOnlySpan<float> row, Span<double> contributions) => _forest.Explain(row, contributions);

    public void Save(Stream stream)
    {
        _forest.Save(stream);
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(_sorted.Length);
        Array.ForEach(_sorted, writer.Write);
    }

    public static AnomalyDetector Load(Stream stream)
    {
        IsolationForest forest = IsolationForest.Load(stream);
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        double[] sorted = new double[reader.ReadInt32()];
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[i] = reader.ReadDouble();
        }

        return new AnomalyDetector(forest, sorted);
    }
}
