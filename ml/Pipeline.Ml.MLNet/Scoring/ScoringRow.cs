using Microsoft.ML;
using Microsoft.ML.Data;

namespace Pipeline.Ml.MLNet.Scoring;

/// <summary>A row of the input with the scores beside it; it moves when the input does, and owns it.</summary>
internal sealed class ScoringRow(DataViewRow input, DataViewSchema schema, RowScorer scorer) : DataViewRow
{
    public override DataViewSchema Schema => schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => scorer.IsActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => scorer.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
