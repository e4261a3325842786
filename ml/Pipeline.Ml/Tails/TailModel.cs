using Pipeline.Ml.Data;
using Pipeline.Ml.Saving;

namespace Pipeline.Ml.Tails;

/// <summary>
/// How far the values of a row lie beyond all that was seen, feature by feature: what an isolation forest, which never splits outside the
/// range it was fitted on, cannot see.
/// </summary>
/// <remarks>
/// Within the seen range a value's p is the empirical tail, as of a conformal test: at least 1 / (n + 1) on one side, twice that for two.
/// Beyond it the tail goes on without a jump: for continuous features as a generalised Pareto tail whose scale and index come from the
/// outermost values, for counts as Poisson's law or the negative binomial. On data of the same distribution a share of at most p of the
/// rows has a p this small, in expectation and for whatever dependence between the columns. Deviations too small to matter are muted, see
/// <see cref="TailOptions"/>. The page docs/tail-surprise.md derives and measures all this.
/// Cost: two comparisons a usual value, log(1,024) steps an unusual one, no allocation; up to 20 KB a column. Deterministic. Immutable, so
/// safe to share.
/// </remarks>
/// <example>
/// <code>
/// TailModel model = TailModel.Fit(new FeatureMatrix(usual, 20), new TailOptions { Sides = TailSides.Upper });
/// double surprise = model.Score(row);    // above -ln 0.001 = 6.9 by chance in one of 1,000 rows at most
/// </code>
/// </example>
public sealed class TailModel
{
    /// <summary>The largest number that is still looked upon as a count.</summary>
    public const int MaxCount = 10_000;

    /// <summary>Most columns a model can have.</summary>
    public const int MaxColumns = 65_536;

    /// <summary>The largest surprise; keeps sums of them finite, in single precision too.</summary>
    public const double MaxSurprise = 1e12;

    /// <summary>-ln 0.05: the most that a deviation too small to matter can surprise. Visible among the causes, no alarm.</summary>
    public const double MutedSurprise = 2.995732273553991;

    private readonly FeatureTail[] _features;
    private readonly QuietRange[] _quiet;
    private readonly double _logColumns;

    private TailModel(FeatureTail[] features)
    {
        _features = features;
        _logColumns = Math.Log(features.Length);
        _quiet = Array.ConvertAll(features, feature => QuietRange.Of(feature, _logColumns));
    }

    public int ColumnCount => _features.Length;

    /// <summary>What was seen of one column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public FeatureTail this[int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, _features.Length);
            return _features[column];
        }
    }

    /// <summary>Learns what is usual. Costs a sort of each column, and memory for one column beside the model.</summary>
    /// <param name="data">At least one row of positive weight; NaN where a value is missing.</param>
    /// <param name="options">How; see there.</param>
    /// <param name="weights">
    /// One a row, finite and at least 0, or none at all: a row of weight w stands for w rows, one of weight 0 is not there.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A weight is negative, NaN or infinite, or a value infinite (the message names the row); there are no rows; an option is out of
    /// its range; a column that must be a count holds a negative value.
    /// </exception>
    public static TailModel Fit(FeatureMatrix data, TailOptions options, ReadOnlyMemory<float> weights = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (data.ColumnCount is < 1 or > MaxColumns)
            throw new ArgumentException($"The table has {data.ColumnCount} columns; 1 to {MaxColumns} are possible.", nameof(data));
        options.Validate(data.ColumnCount);
        RequireRows(data, weights.Span);

        ColumnSample sample = new(data.RowCount);
        FeatureTail[] features = new FeatureTail[data.ColumnCount];
        for (int column = 0; column < features.Length; column++)
        {
            TailColumnOptions? own = options.Columns?[column];
            sample.Gather(data, column, weights.Span);
            if (own?.Kind == FeatureKind.Count && sample.Count > 0 && sample.Values[0] < 0)
                throw new ArgumentException($"Column {column} is to be a count and holds {sample.Values[0]}.", nameof(data));
            features[column] = FeatureTailFitter.Fit(sample, options, own);
        }

        return new TailModel(features);
    }

    /// <summary>-ln p of the row: the smallest p of its columns times their number (Bonferroni).</summary>
    /// <param name="row">One value a column; NaN where it is missing.</param>
    /// <returns>0 (nothing unusual) to <see cref="MaxSurprise"/>; never NaN. Rises as a value moves further beyond the seen.</returns>
    /// <exception cref="ArgumentException">The row has another number of columns.</exception>
    public double Score(ReadOnlySpan<float> row)
    {
        RequireColumns(row.Length);
        double most = 0;
        for (int column = 0; column < row.Length; column++)
        {
            // Nearly every value of a usual row is one that any column holds by chance now and then.
            if (!_quiet[column].Contains(row[column]))
            {
                most = Math.Max(most, Math.Abs(_features[column].Surprise(row[column])));
            }
        }

        return Math.Max(0, most - _logColumns);
    }

    /// <summary>Scores many rows, each as <see cref="Score(ReadOnlySpan{float})"/> does.</summary>
    /// <param name="rows">Of as many columns as the model has.</param>
    /// <param name="scores">One a row.</param>
    /// <exception cref="ArgumentException">The table has another number of columns, or there is not one place a row.</exception>
    public void Score(FeatureMatrix rows, Span<double> scores)
    {
        RequireColumns(rows.ColumnCount);
        if (scores.Length != rows.RowCount)
            throw new ArgumentException($"There are {scores.Length} places for the scores of {rows.RowCount} rows.", nameof(scores));
        ReadOnlySpan<float> values = rows.Values.Span;
        for (int row = 0; row < scores.Length; row++)
            scores[row] = Score(values.Slice(row * rows.ColumnCount, rows.ColumnCount));
    }

    /// <summary>
    /// The surprises of all columns added up: an order among rows in which no single value stands out. It is no -ln p, since columns depend
    /// on one another. (Li et al., "ECOD", arXiv 2201.00382, score by the sum of empirical tails alone.)
    /// </summary>
    /// <exception cref="ArgumentException">The row has another number of columns.</exception>
    public double TotalSurprise(ReadOnlySpan<float> row)
    {
        RequireColumns(row.Length);
        double total = 0;
        for (int column = 0; column < row.Length; column++)
            total += Math.Abs(_features[column].Surprise(row[column]));
        return total;
    }

    /// <summary>The score, and what each column has to do with it.</summary>
    /// <param name="row">One value a column.</param>
    /// <param name="surprises">
    /// One a column: -ln p of the column alone, positive where the value is above what is usual, negative where it is below or missing. The
    /// expected value is <see cref="FeatureTail.Median"/>.
    /// </param>
    /// <returns>The same as <see cref="Score(ReadOnlySpan{float})"/>.</returns>
    /// <exception cref="ArgumentException">The row, or the places, are not as many as the columns.</exception>
    public double Explain(ReadOnlySpan<float> row, Span<double> surprises)
    {
        RequireColumns(row.Length);
        RequireColumns(surprises.Length);
        double most = 0;
        for (int column = 0; column < row.Length; column++)
        {
            surprises[column] = _features[column].Surprise(row[column]);
            most = Math.Max(most, Math.Abs(surprises[column]));
        }

        return Math.Max(0, most - _logColumns);
    }

    /// <summary>Writes the model, up to 20 KB a column. See docs/tail-surprise.md.</summary>
    /// <param name="stream">Written to from where it stands, and left open.</param>
    public void Save(Stream stream) => ModelContainer.Write(stream, ModelKind.TailModel, TailCodec.Version, Write);

    /// <summary>Reads a model that scores as the saved one did, bit for bit.</summary>
    /// <param name="stream">Read from where it stands to the end of the model, and left open.</param>
    /// <exception cref="ModelFormatException">There is no whole model of a known version.</exception>
    public static TailModel Load(Stream stream) =>
        ModelContainer.Read(stream, ModelKind.TailModel, TailCodec.Version, static (reader, _) => Read(reader));

    /// <summary>Writes the model; <see cref="Read"/> gives one that scores the same bits.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(TailCodec.Version);
        writer.Write(_features.Length);
        foreach (FeatureTail feature in _features)
            TailCodec.Write(writer, feature.Parts);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, and no byte more.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those of a model; the message says what is wrong where.</exception>
    internal static TailModel Read(BinaryReader reader)
    {
        try
        {
            int version = reader.ReadInt32();
            if (version != TailCodec.Version)
                throw new InvalidDataException($"Tail model: version {version} is unknown; this program reads version {TailCodec.Version}.");
            int columnCount = reader.ReadInt32();
            if (columnCount is < 1 or > MaxColumns)
                throw new InvalidDataException($"Tail model: {columnCount} columns; 1 to {MaxColumns} are possible.");
            FeatureTail[] features = new FeatureTail[columnCount];
            for (int column = 0; column < columnCount; column++)
                features[column] = new FeatureTail(TailCodec.Read(reader, column));
            return new TailModel(features);
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("Tail model: the bytes end too early.", exception);
        }
    }

    private static void RequireRows(FeatureMatrix data, ReadOnlySpan<float> weights)
    {
        if (!weights.IsEmpty && weights.Length != data.RowCount)
            throw new ArgumentException($"There are {weights.Length} weights for {data.RowCount} rows.", nameof(weights));
        bool isAnyPositive = weights.IsEmpty && data.RowCount > 0;
        for (int row = 0; row < weights.Length; row++)
        {
            if (!(weights[row] >= 0 && float.IsFinite(weights[row])))
                throw new ArgumentException($"Row {row} has a weight of {weights[row]}: weights must be finite and at least 0.", nameof(weights));
            isAnyPositive |= weights[row] > 0;
        }

        if (!isAnyPositive)
            throw new ArgumentException("There is no row to learn from.", nameof(data));
    }

    private void RequireColumns(int count)
    {
        if (count != _features.Length)
            throw new ArgumentException($"There are {count} columns where the model has {_features.Length}.");
    }
}
