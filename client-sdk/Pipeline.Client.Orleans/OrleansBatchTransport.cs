using Pipeline.Client.Delivery;
using Pipeline.Grains.Abstractions.Gateway;

namespace Pipeline.Client.Orleans;

/// <summary>Carries batches to the cluster's gateway grain through an Orleans client.</summary>
/// <remarks>
/// Thread-safe. The client is not owned: it is connected and disposed by whoever made it, and outlives this. Its own failover takes the place of
/// <see cref="DeliveryOptions.Endpoints"/>. A call that times out may have arrived, so it is repeated; the silo recognises it.
/// </remarks>
/// <param name="client">A client of the silo's cluster; connected sooner or later.</param>
public sealed class OrleansBatchTransport(IClusterClient client) : IBatchTransport
{
    private readonly IGatewayGrain _gateway = client.GetGrain<IGatewayGrain>(IGatewayGrain.Key);

    /// <inheritdoc/>
    public async ValueTask<SendResult> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        try
        {
            GatewayAnswer answer = await _gateway.SendAsync(new GatewayBatch(batch)).WaitAsync(cancellationToken).ConfigureAwait(false);
            return answer.Status switch
            {
                GatewayStatus.Done => new SendResult(SendStatus.Delivered, RejectedCount: answer.RejectedCount),
                GatewayStatus.Repeat => new SendResult(SendStatus.Retry, answer.RetryAfter, Problem: answer.Problem),
                _ => new SendResult(SendStatus.Refused, Problem: answer.Problem),
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // No silo, no answer in time, a silo that stops: whatever it was, the batch may be repeated.
            return new SendResult(SendStatus.Retry, Problem: exception.GetBaseException().Message);
        }
    }

    /// <summary>Does nothing: the Orleans client is not this transport's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
