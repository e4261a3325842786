namespace Pipeline.Grains.Abstractions.Gateway;

/// <summary>Takes whole batches from clients that speak to the cluster rather than HTTP. Any number of activations, near the caller.</summary>
public interface IGatewayGrain : IGrainWithStringKey
{
    /// <summary>The one key: every activation does the same.</summary>
    const string Key = "gateway";

    /// <summary>Appends every section of a batch and awaits that they are durable; what <c>POST /v1/events</c> does.</summary>
    /// <param name="batch">An encoded batch (docs/wire-format.md), not compressed. Nobody writes to it any more.</param>
    [Alias("send")]
    Task<GatewayAnswer> SendAsync(GatewayBatch batch);
}
