using System.Threading.Channels;
using Pipeline.Cli.Transport;
using Pipeline.Client.Delivery.Http;

namespace Pipeline.Cli.Send;

/// <summary>Encodes a file's batches on one thread, a bounded number ahead, and posts them.</summary>
internal sealed class SendRun(BatchEncoder encoder, BatchTransmitter transmitter, SendReport report, int inFlight)
{
    /// <summary>Encoded batches that wait for the wire beyond those under way; a batch is about half a MiB at most.</summary>
    private const int EncodedAheadMax = 4;

    private readonly Channel<EncodedBatch> _encoded = Channel.CreateBounded<EncodedBatch>(
        new BoundedChannelOptions(EncodedAheadMax) { SingleWriter = true });

    /// <summary>Returns once every batch is durable.</summary>
    /// <exception cref="DeliveryException">A batch could not be delivered; those before it were.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The compressed file is damaged.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] work = [RunOrStopAsync(Task.Run(() => EncodeAsync(stop.Token), stop.Token), stop), .. StartSenders(stop)];

        // Of one failure and the cancellations that follow from it, this throws the failure.
        await Task.WhenAll(work);
    }

    private static async Task RunOrStopAsync(Task work, CancellationTokenSource stop)
    {
        try
        {
            await work;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private IEnumerable<Task> StartSenders(CancellationTokenSource stop)
    {
        for (int sender = 0; sender < inFlight; sender++)
            yield return RunOrStopAsync(DeliverAsync(stop.Token), stop);
    }

    private async Task EncodeAsync(CancellationToken cancellationToken)
    {
        while (encoder.EncodeNext() is { } batch)
            await _encoded.Writer.WriteAsync(batch, cancellationToken);
        _encoded.Writer.Complete();
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        await foreach (EncodedBatch batch in _encoded.Reader.ReadAllAsync(cancellationToken))
        {
            BatchAnswer answer = await transmitter.SendAsync(batch.Bytes, EventsPost.AsBatch, cancellationToken);
            report.AddAnswer(batch, answer);
        }
    }
}
