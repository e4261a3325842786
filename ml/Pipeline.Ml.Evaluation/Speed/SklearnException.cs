namespace Pipeline.Ml.Evaluation.Speed;

/// <summary>scikit-learn could not be measured.</summary>
public sealed class SklearnException : Exception
{
    public SklearnException(string message)
        : base(message)
    {
    }

    public SklearnException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public SklearnException()
    {
    }
}
