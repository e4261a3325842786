using Microsoft.ML;
using Microsoft.ML.Data;
using Pipeline.Ml.MLNet.Schema;

namespace Pipeline.Ml.MLNet.Scoring;

/// <summary>Puts the scores beside single rows; what a prediction engine uses.</summary>
internal sealed class ScoringMapper(ScoredSchema schema, ScoringModel model) : IRowToRowMapper
{
    public DataViewSchema InputSchema => schema.Input;

    public DataViewSchema OutputSchema => schema.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        => schema.InputsOf(schema.Activate(dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        if (input.Schema != schema.Input)
        {
            throw new ArgumentException("The row is of another schema than the one that the mapper was made for.", nameof(input));
        }

        return new ScoringRow(input, schema.Output, new RowScorer(schema, model, input, schema.Activate(activeColumns)));
    }
}
