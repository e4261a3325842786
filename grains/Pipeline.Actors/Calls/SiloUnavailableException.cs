namespace Pipeline.Actors;

/// <summary>The host stops, or the activation was lost while it ran the call: whether the call took effect is unknown.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>Without details.</summary>
    public SiloUnavailableException()
        : base("Silo unavailable")
    {
    }

    /// <summary>With details.</summary>
    public SiloUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With details and cause.</summary>
    public SiloUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
