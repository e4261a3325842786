namespace Pipeline.Actors;

/// <summary>Base of the failures that come from the host and not from a grain.</summary>
public class OrleansException : Exception
{
    /// <summary>Without details.</summary>
    public OrleansException()
        : base("Unexpected error.")
    {
    }

    /// <summary>With details.</summary>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>With details and cause.</summary>
    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
