using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Pipeline.Ml.Data;
using Pipeline.Ml.MLNet.Schema;
using Pipeline.Ml.MLNet.Scoring;
using Pipeline.Ml.Randomness;

namespace Pipeline.Ml.MLNet.Training;

/// <summary>The rows of a data view as one array of numbers, read in one pass.</summary>
/// <remarks>
/// Bound: at most the given number of rows, and no more numbers than an array holds. Of longer data every row has the same chance of being
/// kept (reservoir sampling, Vitter 1985, algorithm R), decided by the seed alone; those kept stay in the order of the data.
/// </remarks>
internal sealed class TrainingRows
{
    private readonly int _columnCount;
    private readonly int _rowCountMax;
    private float[] _values;
    private float[] _weights = [];
    private long[] _origins = [];
    private SeededRandom _random;

    private TrainingRows(int columnCount, int rowCountMax, bool weighted, int seed)
    {
        (_columnCount, _rowCountMax, _random) = (columnCount, rowCountMax, new SeededRandom(seed));
        int capacity = Math.Min(256, rowCountMax);
        _values = new float[capacity * columnCount];
        _origins = new long[capacity];
        _weights = weighted ? new float[capacity] : [];
    }

    /// <summary>Rows kept.</summary>
    public int RowCount { get; private set; }

    /// <summary>Rows that the data had.</summary>
    public long ReadCount { get; private set; }

    public FeatureMatrix Features => new(_values.AsMemory(0, RowCount * _columnCount), _columnCount);

    /// <summary>A weight for each row kept, or empty when all rows count the same.</summary>
    public ReadOnlyMemory<float> Weights => _weights.Length == 0 ? default : _weights.AsMemory(0, RowCount);

    /// <summary>Reads all rows once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// A value of a row that is kept is infinite; a weight is negative, missing or infinite; there are no rows, or none with a weight above 0.
    /// </exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static TrainingRows Read(IDataView data, IsolationForestTrainer.Options options, int seed)
    {
        (DataViewSchema.Column features, int columnCount) = InputColumn.FindFeatures(data.Schema, options.FeatureColumnName);
        DataViewSchema.Column? weight = options.ExampleWeightColumnName is { } name ? InputColumn.FindWeight(data.Schema, name) : null;
        int rowCountMax = Math.Min(options.MaximumRowCount, Array.MaxLength / columnCount);
        var rows = new TrainingRows(columnCount, rowCountMax, weight is not null, seed);

        using DataViewRowCursor cursor = data.GetRowCursor(weight is { } needed ? [features, needed] : [features]);
        Action<Span<float>> readFeatures = FeatureReader.Create(cursor, features, columnCount);
        ValueGetter<float>? readWeight = weight is { } column ? cursor.GetGetter<float>(column) : null;
        while (cursor.MoveNext())
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            rows.Add(readFeatures, options.FeatureColumnName, readWeight, options.ExampleWeightColumnName);
        }

        if (rows.RowCount == 0)
        {
            throw new InvalidOperationException("There are no rows to train on.");
        }

        if (weight is not null && !rows.Weights.Span.ContainsAnyExcept(0f))
        {
            throw new InvalidOperationException(
                $"The weight column '{options.ExampleWeightColumnName}' has nothing but zeros in the {rows.RowCount} rows to train on.");
        }

        rows.RestoreOrder();
        return rows;
    }

    private void Add(Action<Span<float>> readFeatures, string featureName, ValueGetter<float>? readWeight, string? weightName)
    {
        long origin = ReadCount++;
        float weight = 1;
        readWeight?.Invoke(ref weight);
        if (!(weight >= 0 && float.IsFinite(weight)))
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The weight column '{weightName}' has {weight} in row {origin} (counted from 0); weights are finite and not negative."));
        }

        long slot = RowCount < _rowCountMax ? RowCount : (long)(_random.NextUInt64() % (ulong)ReadCount);
        if (slot >= _rowCountMax)
        {
            return;
        }

        if (slot == RowCount)
        {
            Grow();
            RowCount++;
        }

        Span<float> values = _values.AsSpan((int)slot * _columnCount, _columnCount);
        readFeatures(values);
        int infinite = values.IndexOfAny(float.PositiveInfinity, float.NegativeInfinity);
        if (infinite >= 0)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The feature column '{featureName}' has {values[infinite]} in row {origin}, slot {infinite} (both counted from 0); " +
                $"values are finite, or NaN where missing."));
        }

        _origins[slot] = origin;
        if (readWeight is not null)
        {
            _weights[slot] = weight;
        }
    }

    private void Grow()
    {
        if (RowCount < _origins.Length)
        {
            return;
        }

        int capacity = (int)Math.Min(2L * RowCount, _rowCountMax);
        Array.Resize(ref _values, capacity * _columnCount);
        Array.Resize(ref _origins, capacity);
        if (_weights.Length > 0)
        {
            Array.Resize(ref _weights, capacity);
        }
    }

    // A sample leaves rows where chance put them; detectors may look at neighbours in time.
    private void RestoreOrder()
    {
        if (ReadCount == RowCount)
        {
            return;
        }

        int[] order = [.. Enumerable.Range(0, RowCount)];
        Array.Sort(_origins, order, 0, RowCount);
        var values = new float[RowCount * _columnCount];
        for (int row = 0; row < RowCount; row++)
        {
            _values.AsSpan(order[row] * _columnCount, _columnCount).CopyTo(values.AsSpan(row * _columnCount));
        }

        _values = values;
        _weights = _weights.Length == 0 ? _weights : Array.ConvertAll(order, row => _weights[row]);
    }
}
