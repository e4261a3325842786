using Pipeline.Client.Delivery;

namespace Pipeline.Client.AspNetCore.Tests.Hosting;

/// <summary>Refuses every batch.</summary>
internal sealed class RefusingTransport : IBatchTransport
{
    public ValueTask<SendResult> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
        => new(new SendResult(SendStatus.Refused, Problem: "told to"));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
