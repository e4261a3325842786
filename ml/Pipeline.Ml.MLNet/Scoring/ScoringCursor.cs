using Microsoft.ML;
using Microsoft.ML.Data;

namespace Pipeline.Ml.MLNet.Scoring;

/// <summary>A cursor of the input with the scores beside it; one thread moves it, and it owns the input's.</summary>
internal sealed class ScoringCursor(DataViewRowCursor input, DataViewSchema schema, RowScorer scorer) : DataViewRowCursor
{
    public override DataViewSchema Schema => schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool MoveNext() => input.MoveNext();

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
