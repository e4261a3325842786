namespace Pipeline.Ml.Evaluation.Tables;

/// <summary>Whether a file's first line names its columns.</summary>
public enum TableHeader
{
    /// <summary>It does if any of its fields is neither a number nor missing.</summary>
    Detect,

    Present,

    Absent,
}
