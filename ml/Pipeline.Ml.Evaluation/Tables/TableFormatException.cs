namespace Pipeline.Ml.Evaluation.Tables;

/// <summary>A file is not the table it should be; the message says in which line and column.</summary>
public sealed class TableFormatException : Exception
{
    public TableFormatException(string message)
        : base(message)
    {
    }

    public TableFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public TableFormatException()
    {
    }

    /// <summary>Columns that hold something other than numbers and can be left out; empty where something else is wrong.</summary>
    public IReadOnlyList<string> TextColumns { get; init; } = [];
}
