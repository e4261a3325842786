using Microsoft.ML;
using Microsoft.ML.Data;
using Pipeline.Ml.MLNet.Schema;

namespace Pipeline.Ml.MLNet.Scoring;

/// <summary>Answers for the columns of a row with scores: the input's own, and the added ones, computed once a row when asked for.</summary>
/// <remarks>
/// Belongs to one row or cursor and is not thread-safe, as they. What it shares with others, schema and model, is immutable.
/// </remarks>
internal sealed class RowScorer
{
    private readonly ScoredSchema _schema;
    private readonly ScoringModel _model;
    private readonly DataViewRow _input;
    private readonly bool[] _active;
    private readonly Action<Span<float>>? _readFeatures;
    private readonly float[] _features;
    private readonly float[] _contributions;
    private Verdict _verdict;
    private long _position = long.MinValue;

    /// <param name="schema">What the columns are.</param>
    /// <param name="model">What computes the added ones.</param>
    /// <param name="input">The row, or the cursor that moves; it has the features active if any added column is.</param>
    /// <param name="active">For each column of the output whether it is asked for.</param>
    public RowScorer(ScoredSchema schema, ScoringModel model, DataViewRow input, bool[] active)
    {
        (_schema, _model, _input, _active) = (schema, model, input, active);
        bool scores = active.AsSpan(schema.Input.Count).Contains(true);
        _readFeatures = scores ? FeatureReader.Create(input, schema.Features, model.FeatureCount) : null;
        _features = scores ? new float[model.FeatureCount] : [];
        _contributions = active[schema.Input.Count + (int)OutputColumn.Contributions] ? new float[model.FeatureCount] : [];
    }

    public bool IsActive(DataViewSchema.Column column) => column.Index < _active.Length && _active[column.Index];

    /// <exception cref="ArgumentOutOfRangeException">The column was not asked for.</exception>
    /// <exception cref="InvalidOperationException">The column is of another type.</exception>
    public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsActive(column))
        {
            throw new ArgumentOutOfRangeException(nameof(column), $"The column '{column.Name}' was not asked for when the cursor was made.");
        }

        if (_schema.AddedAt(column.Index) is not { } added)
        {
            return _input.GetGetter<TValue>(_schema.Input[column.Index]);
        }

        return CreateGetter(added) as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"The column '{column.Name}' is {column.Type}, which is not read as {typeof(TValue).Name}.");
    }

    // A p-value too small for a Single is the smallest Single, not 0: nothing is impossible.
    private Delegate CreateGetter(OutputColumn column)
        => column switch
        {
            OutputColumn.Score => (ValueGetter<float>)((ref float value) => value = (float)Current().Score),
            OutputColumn.PredictedLabel => (ValueGetter<bool>)((ref bool value) => value = Current().IsAnomaly),
            OutputColumn.PValue => (ValueGetter<float>)((ref float value) => value = Math.Max(float.Epsilon, (float)Current().PValue)),
            _ => (ValueGetter<VBuffer<float>>)CopyContributions,
        };

    private void CopyContributions(ref VBuffer<float> value)
    {
        Current();
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, _contributions.Length);
        _contributions.CopyTo(editor.Values);
        value = editor.Commit();
    }

    private ref readonly Verdict Current()
    {
        if (_position != _input.Position)
        {
            _readFeatures!(_features);
            _verdict = _model.Judge(_features, _contributions);
            _position = _input.Position;
        }

        return ref _verdict;
    }
}
