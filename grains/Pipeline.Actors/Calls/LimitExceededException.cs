namespace Pipeline.Actors;

/// <summary>The target's queue is full. The call was not started: it is safe to repeat it later.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>Without details.</summary>
    public LimitExceededException()
        : base("Limit exceeded")
    {
    }

    /// <summary>With details.</summary>
    public LimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>With details and cause.</summary>
    public LimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
