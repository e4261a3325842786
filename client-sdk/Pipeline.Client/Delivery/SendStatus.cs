namespace Pipeline.Client.Delivery;

/// <summary>What became of an attempt to deliver a batch.</summary>
public enum SendStatus
{
    /// <summary>Durable at the silo, now or by an earlier attempt.</summary>
    Delivered,

    /// <summary>Not known to have arrived: repeat it byte for byte.</summary>
    Retry,

    /// <summary>The silo will never take it.</summary>
    Refused,
}
