using System.Buffers.Binary;
using System.Security.Cryptography;
using Pipeline.Core.Features;
using Pipeline.Ml.Detectors;

namespace Pipeline.Detection.Training;

/// <summary>The forest of a segment: how surprising a window is as a whole, and which features make it so.</summary>
/// <remarks>
/// It keeps the columns it was fitted with: features that it does not know are passed over, those that a window lacks are missing. Of the
/// detector it keeps forest and calibration, about 45 KB. Immutable, and safe for any number of threads.
/// </remarks>
public sealed class ForestModel
{
    private const int HashSize = 16;

    private readonly CalibratedForest _forest;
    private readonly Feature[] _columns;
    private readonly Dictionary<Feature, int> _places = [];

    private ForestModel(Feature[] columns, CalibratedForest forest, UInt128 hash)
    {
        _columns = columns;
        _forest = forest;
        Hash = hash;
        for (int column = 0; column < columns.Length; column++)
            _places.Add(columns[column], column);
    }

    /// <summary>The first half of the SHA-256 of the saved detector: names the model in the log.</summary>
    public UInt128 Hash { get; }

    public IReadOnlyList<Feature> Columns => _columns;

    /// <summary>Makes a model of a detector that was fitted on these rows.</summary>
    /// <exception cref="ArgumentException">The detector has other columns.</exception>
    public static ForestModel Of(TrainingRows rows, AnomalyDetector detector)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(detector);
        if (rows.Columns.Count != detector.ColumnCount)
            throw new ArgumentException($"The detector has {detector.ColumnCount} columns, the rows {rows.Columns.Count}.", nameof(detector));
        using MemoryStream saved = new();
        detector.Save(saved);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(saved.GetBuffer().AsSpan(0, (int)saved.Length), hash);
        return new ForestModel([.. rows.Columns], detector.ToForest(), BinaryPrimitives.ReadUInt128BigEndian(hash[..HashSize]));
    }

    /// <summary>-ln of the share of usual windows that are as unusual, nats; 0 and up.</summary>
    internal double Surprise(ReadOnlySpan<ForestInput> inputs)
    {
        Span<float> row = stackalloc float[_columns.Length];
        Fill(row, inputs);
        return _forest.Surprise(row);
    }

    /// <summary>The features that make the window unusual, the most important first; at most so many.</summary>
    internal IReadOnlyList<ForestShare> Explain(ReadOnlySpan<ForestInput> inputs, int sharesMax)
    {
        Span<float> row = stackalloc float[_columns.Length];
        Fill(row, inputs);
        double[] contributions = new double[_columns.Length];
        _forest.Explain(row, contributions);
        double total = contributions.Sum(contribution => Math.Max(0, contribution));
        return [.. Enumerable.Range(0, contributions.Length).Where(column => contributions[column] > 0)
            .OrderByDescending(column => contributions[column]).Take(sharesMax)
            .Select(column => new ForestShare(_columns[column], contributions[column] / total))];
    }

    // Rounded as the rows were that it learnt from.
    private void Fill(Span<float> row, ReadOnlySpan<ForestInput> inputs)
    {
        row.Fill(float.NaN);
        foreach (ForestInput input in inputs)
        {
            if (_places.TryGetValue(input.Feature, out int column))
                row[column] = Sixteenths.ToSingle(Sixteenths.Of(input.Deviation));
        }
    }
}
