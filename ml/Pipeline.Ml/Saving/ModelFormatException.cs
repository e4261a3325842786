namespace Pipeline.Ml.Saving;

/// <summary>
/// A saved model cannot be read: it is cut short or damaged, it is something else, or a newer version wrote it. The message says which.
/// </summary>
public sealed class ModelFormatException : Exception
{
    public ModelFormatException()
    {
    }

    public ModelFormatException(string message)
        : base(message)
    {
    }

    public ModelFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
