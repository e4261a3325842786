using Pipeline.Client.Delivery;

namespace Pipeline.Client.AspNetCore.Tests.Hosting;

/// <summary>Never gets an answer.</summary>
internal sealed class SilentTransport : IBatchTransport
{
    public async ValueTask<SendResult> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        TaskCompletionSource<SendResult> never = new();
        await using (cancellationToken.Register(() => never.TrySetCanceled(cancellationToken)))
            return await never.Task;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
