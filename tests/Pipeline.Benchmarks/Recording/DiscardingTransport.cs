using Pipeline.Client.Delivery;

namespace Pipeline.Benchmarks.Recording;

/// <summary>A silo that has everything at once.</summary>
internal sealed class DiscardingTransport : IBatchTransport
{
    public ValueTask<SendResult> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
        => new(new SendResult(SendStatus.Delivered));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
