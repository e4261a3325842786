using Pipeline.Cli.Transport;
using Pipeline.Client.Delivery.Http;
using Pipeline.Protocol.Identities;

namespace Pipeline.Cli.Bench;

/// <summary>One source: sends a batch, waits for its answer, sends the next.</summary>
internal sealed class LoadConnection(BatchTransmitter transmitter, IBatchSupply supply, TimeProvider clock)
{
    private readonly SourceIdentity _source = new(SourceId.CreateRandom(), clock.GetUtcNow().ToUnixTimeMilliseconds());
    private readonly List<Acknowledgement> _acknowledgements = [];
    private long _acknowledged;

    /// <summary>Events that the silo answered for as durable; may be read while running.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Events refused.</summary>
    public long Rejected { get; private set; }

    /// <summary>Every answer so far; to be read once the connection has ended.</summary>
    public IReadOnlyList<Acknowledgement> Acknowledgements => _acknowledgements;

    /// <summary>Sends until told to stop; the batch under way is still answered.</summary>
    /// <exception cref="DeliveryException">A batch could not be delivered.</exception>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        for (ulong sequence = 1; !stop.IsCancellationRequested; sequence++)
        {
            long nowUnixMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
            ReadOnlyMemory<byte> body = supply.Next(new BatchIdentity(_source, sequence), nowUnixMs);
            long sentAt = clock.GetTimestamp();
            BatchAnswer answer = await transmitter.SendAsync(body, supply.Prepare, cancellationToken);
            long answeredAt = clock.GetTimestamp();
            _acknowledgements.Add(new Acknowledgement(answeredAt, clock.GetElapsedTime(sentAt, answeredAt).TotalMilliseconds));

            // A repeat after a lost answer counts as duplicate: it is durable all the same.
            Volatile.Write(ref _acknowledged, _acknowledged + answer.Accepted + answer.Duplicate);
            Rejected += answer.RejectedCount;
        }
    }

    /// <param name="Timestamp">When the answer came, on the clock's own scale.</param>
    /// <param name="LatencyMs">Since the batch was first sent, repeats included.</param>
    internal readonly record struct Acknowledgement(long Timestamp, double LatencyMs);
}
