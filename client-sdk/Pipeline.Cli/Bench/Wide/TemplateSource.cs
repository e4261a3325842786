using System.Buffers;
using Pipeline.Cli.Transport;
using Pipeline.Client.Delivery.Http;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Bench.Wide;

/// <summary>One source that sends encoded sections at given times, one batch under way.</summary>
/// <remarks>One caller at a time; the counts may be read meanwhile.</remarks>
internal sealed class TemplateSource(BatchTransmitter transmitter, TimeProvider clock)
{
    /// <summary>A batch is closed at this size: what a client would send, and far from the protocol's limit.</summary>
    private const int BatchSizeBytes = 2 << 20;

    private readonly SourceIdentity _source = new(SourceId.CreateRandom(), clock.GetUtcNow().ToUnixTimeMilliseconds());
    private readonly BatchWriter _batch = new(default);
    private readonly ArrayBufferWriter<byte> _body = new();
    private byte[] _section = [];
    private ulong _sequence;
    private long _acknowledged;
    private long _rejected;

    /// <summary>Events that the silo answered for as durable.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Events that the silo refused.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Sends sections of different endpoints so that the latest event of each ended at a given time, in as many batches as it takes.</summary>
    /// <exception cref="DeliveryException">A batch could not be delivered.</exception>
    public async Task SendAsync(IEnumerable<SectionTemplate> sections, long latestUnixMs, CancellationToken cancellationToken)
    {
        StartBatch();
        foreach (SectionTemplate template in sections)
        {
            if (TryAdd(template, latestUnixMs))
                continue;
            await DeliverAsync(cancellationToken);
            StartBatch();
            if (!TryAdd(template, latestUnixMs))
                throw new BenchException("a section of the benchmark exceeds the protocol's limits");
        }

        if (_batch.SectionCount > 0)
            await DeliverAsync(cancellationToken);
    }

    private void StartBatch() => _batch.Reset(new BatchIdentity(_source, ++_sequence));

    private bool TryAdd(SectionTemplate template, long latestUnixMs)
    {
        if (_batch.SectionCount > 0 && _batch.SizeBytes + template.Bytes.Length > BatchSizeBytes)
            return false;
        if (_section.Length < template.Bytes.Length)
            _section = new byte[2 * template.Bytes.Length];
        Span<byte> section = _section.AsSpan(0, template.Bytes.Length);
        template.Bytes.CopyTo(section);
        long minTime = latestUnixMs - template.SpanMs;
        SectionClock.Rebase(section, minTime);
        return _batch.TryAdd(template.Endpoint, new SectionSummary(template.EventCount, 0, minTime, latestUnixMs), section);
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        _body.ResetWrittenCount();
        _batch.WriteTo(_body);
        BatchAnswer answer = await transmitter.SendAsync(_body.WrittenMemory, EventsPost.AsBatch, cancellationToken);

        // A repeat after a lost answer counts as duplicate: it is durable all the same.
        Volatile.Write(ref _acknowledged, _acknowledged + answer.Accepted + answer.Duplicate);
        Volatile.Write(ref _rejected, _rejected + answer.RejectedCount);
    }
}
