namespace Pipeline.Grains.Abstractions.Gateway;

/// <summary>What became of a batch.</summary>
[GenerateSerializer, Alias("pipeline.gateway-status.v1")]
public enum GatewayStatus
{
    /// <summary>Every section is durable, or finally rejected.</summary>
    Done = 0,

    /// <summary>Repeat it byte for byte, after the time named.</summary>
    Repeat = 1,

    /// <summary>It will never be taken: malformed, too large, or of an identity that has expired.</summary>
    Refused = 2,
}
