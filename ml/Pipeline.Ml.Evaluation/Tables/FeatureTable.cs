using Pipeline.Ml.Data;

namespace Pipeline.Ml.Evaluation.Tables;

/// <summary>A file's numbers, with the names of its columns, where each row stands in the file, and its labels if it has any.</summary>
public sealed class FeatureTable
{
    internal FeatureTable(FeatureMatrix features, FeatureColumn[] columns, int[] lines, bool[]? labels, string? labelColumn)
    {
        Features = features;
        Columns = columns;
        Lines = lines;
        Labels = labels;
        LabelColumn = labelColumn;
    }

    /// <summary>Row-major, NaN where a value is missing; a column's <see cref="FeatureColumn.Offset"/> is taken from its values.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>One for each column of <see cref="Features"/>, names distinct.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>Line of the file, from 1, at which each row starts.</summary>
    public IReadOnlyList<int> Lines { get; }

    /// <summary>One for each row, true for an anomaly; null where the file has no label column.</summary>
    public bool[]? Labels { get; }

    /// <summary>Name of the label column; null where there is none.</summary>
    public string? LabelColumn { get; }
}
