using System.Buffers;
using Pipeline.Client.Delivery.Http;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Bench;

/// <summary>Binary batches from templates: each section is moved in time, header and directory are written anew.</summary>
internal sealed class BinarySupply(BinaryTemplates templates) : IBatchSupply
{
    private readonly BatchWriter _batch = new(default);
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly byte[] _section = new byte[templates.SectionBytesMax];

    public int EventsPerBatch => templates.EventsPerBatch;

    public ReadOnlyMemory<byte> Next(BatchIdentity identity, long nowUnixMs)
    {
        _batch.Reset(identity);
        foreach (SectionTemplate template in templates[identity.Sequence])
        {
            long minTime = nowUnixMs - template.SpanMs;
            Span<byte> section = _section.AsSpan(0, template.Bytes.Length);
            template.Bytes.CopyTo(section);
            SectionClock.Rebase(section, minTime);
            if (!_batch.TryAdd(template.Endpoint, new SectionSummary(template.EventCount, 0, minTime, nowUnixMs), section))
                throw new BenchException("the benchmark's batch exceeds the protocol's limits");
        }

        _body.ResetWrittenCount();
        _batch.WriteTo(_body);
        return _body.WrittenMemory;
    }

    public void Prepare(HttpRequestMessage request) => EventsPost.AsBatch(request);
}
