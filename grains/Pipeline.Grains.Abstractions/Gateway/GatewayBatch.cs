namespace Pipeline.Grains.Abstractions.Gateway;

/// <summary>A batch on its way to the gateway.</summary>
/// <param name="Bytes">Header, directory and sections.</param>
[GenerateSerializer, Immutable, Alias("pipeline.gateway-batch.v1")]
public sealed record GatewayBatch([property: Id(0)] ReadOnlyMemory<byte> Bytes);
