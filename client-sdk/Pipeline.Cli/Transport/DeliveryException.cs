namespace Pipeline.Cli.Transport;

/// <summary>A batch could not be delivered: the silo refused it for good, or it could not be reached for too long.</summary>
internal sealed class DeliveryException : Exception
{
    public DeliveryException(string message)
        : base(message)
    {
    }

    public DeliveryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
