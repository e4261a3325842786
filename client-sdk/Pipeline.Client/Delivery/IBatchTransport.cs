namespace Pipeline.Client.Delivery;

/// <summary>Carries encoded batches to a silo. Implementations are thread-safe.</summary>
public interface IBatchTransport : IAsyncDisposable
{
    /// <summary>Makes one attempt; does not repeat by itself.</summary>
    /// <param name="batch">An encoded batch, not compressed; unchanged until the task ends.</param>
    /// <param name="cancellationToken">Ends the attempt; whether the batch arrived is then unknown.</param>
    /// <returns>What became of it. Only programming errors and cancellation are exceptions.</returns>
    ValueTask<SendResult> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken);
}
