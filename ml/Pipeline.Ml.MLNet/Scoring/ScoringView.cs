using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Pipeline.Ml.MLNet.Interop;
using Pipeline.Ml.MLNet.Schema;

namespace Pipeline.Ml.MLNet.Scoring;

/// <summary>Data with the scores beside them, computed as a cursor asks and never kept.</summary>
/// <remarks>Thread-safe: every cursor has a scorer of its own, and a set of cursors scores on as many threads as it has members.</remarks>
internal sealed class ScoringView(IChannelProvider channels, IDataView source, ScoredSchema schema, ScoringModel model) : IDataView
{
    public DataViewSchema Schema => schema.Output;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = schema.Activate(columnsNeeded);
        return Score(source.GetRowCursor(schema.InputsOf(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = schema.Activate(columnsNeeded);
        DataViewRowCursor[] inputs = source.GetRowCursorSet(schema.InputsOf(active), n, rand);
        if (inputs.Length == 1 && n > 1 && active.AsSpan(schema.Input.Count).Contains(true))
        {
            // Reading is quick and scoring is not: one reader feeds the scorers of all threads.
            inputs = MLNetInternals.SplitCursor(channels, inputs[0], n);
        }

        return Array.ConvertAll(inputs, input => (DataViewRowCursor)Score(input, active));
    }

    private ScoringCursor Score(DataViewRowCursor input, bool[] active)
        => new(input, schema.Output, new RowScorer(schema, model, input, active));
}
