using System.Globalization;
using System.Net.Http.Headers;
using Pipeline.Client.Delivery.Http;
using Pipeline.Protocol.Identities;

namespace Pipeline.Cli.Bench;

/// <summary>NDJSON bodies from templates: each line's time is overwritten, the identity goes into headers.</summary>
internal sealed class NdjsonSupply(NdjsonTemplates templates) : IBatchSupply
{
    private byte[] _body = [];
    private BatchIdentity _identity;

    public int EventsPerBatch => BatchPlan.EventsPerBatch;

    public ReadOnlyMemory<byte> Next(BatchIdentity identity, long nowUnixMs)
    {
        NdjsonTemplates.Template template = templates[identity.Sequence];
        if (_body.Length < template.Body.Length)
            _body = new byte[template.Body.Length];
        template.Body.CopyTo(_body.AsSpan());
        int ageMs = -1;
        Span<byte> time = stackalloc byte[NdjsonEventWriter.TimeDigits];
        foreach (NdjsonTemplates.Line line in template.Lines)
        {
            // Ten neighbours share a millisecond.
            if (line.AgeMs != ageMs)
                (nowUnixMs - (ageMs = line.AgeMs)).TryFormat(time, out _, provider: CultureInfo.InvariantCulture);
            time.CopyTo(_body.AsSpan(line.StartsAt + NdjsonEventWriter.TimeAt));
        }

        _identity = identity;
        return _body.AsMemory(0, template.Body.Length);
    }

    public void Prepare(HttpRequestMessage request)
    {
        request.Content!.Headers.ContentType = new MediaTypeHeaderValue(EventsPost.NdjsonContentType);
        request.Headers.Add("Pipeline-Source", _identity.Source.Id.ToString());
        request.Headers.Add("Pipeline-Source-Start", _identity.Source.StartUnixMs.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Pipeline-Sequence", _identity.Sequence.ToString(CultureInfo.InvariantCulture));
    }
}
