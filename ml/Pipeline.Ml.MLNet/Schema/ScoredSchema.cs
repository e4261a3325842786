using Microsoft.ML;
using Microsoft.ML.Data;

namespace Pipeline.Ml.MLNet.Schema;

/// <summary>A schema of data to score, and the schema with the scores: all columns of the former at their places, then the added ones.</summary>
/// <remarks>A column of the same name as an added one stays, hidden, as with ML.NET's own transformers. Immutable.</remarks>
internal sealed class ScoredSchema
{
    /// <exception cref="ArgumentOutOfRangeException">The features are missing, of another type, or of another size than at training.</exception>
    public ScoredSchema(DataViewSchema input, string featureColumnName, int featureCount)
    {
        Input = input;
        (Features, _) = InputColumn.FindFeatures(input, featureColumnName, featureCount);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumns(OutputColumns.Create(input, Features, featureCount));
        Output = builder.ToSchema();
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    public DataViewSchema.Column Features { get; }

    /// <summary>The added column at a place of the output schema; <see langword="null"/> where it is one of the input.</summary>
    public OutputColumn? AddedAt(int index) => index < Input.Count ? null : (OutputColumn)(index - Input.Count);

    /// <summary>Which columns of the output are asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not in the output.</exception>
    public bool[] Activate(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[Output.Count];
        foreach (DataViewSchema.Column column in columns)
        {
            if (column.Index >= active.Length || Output[column.Index].Name != column.Name)
            {
                throw new ArgumentOutOfRangeException(nameof(columns), $"The column '{column.Name}' is not one of the scored data.");
            }

            active[column.Index] = true;
        }

        return active;
    }

    /// <summary>The columns of the input that those of the output need: themselves, and the features where anything added is asked for.</summary>
    public IEnumerable<DataViewSchema.Column> InputsOf(bool[] active)
    {
        bool scores = active.AsSpan(Input.Count).Contains(true);
        return Input.Where(column => active[column.Index] || (scores && column.Index == Features.Index));
    }
}
