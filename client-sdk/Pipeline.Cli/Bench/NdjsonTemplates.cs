using System.Buffers;
using Pipeline.Protocol.Events;

namespace Pipeline.Cli.Bench;

/// <summary>Request bodies of NDJSON lines, written once and shared by all connections.</summary>
internal sealed class NdjsonTemplates
{
    private readonly Template[] _templates;

    public NdjsonTemplates(SyntheticEvents events)
    {
        _templates = new Template[BatchPlan.TemplateCount];
        for (int index = 0; index < _templates.Length; index++)
            _templates[index] = CreateTemplate(events);
    }

    /// <summary>Mean size of a line.</summary>
    public double BytesPerEvent => _templates.Average(static template => (double)template.Body.Length) / BatchPlan.EventsPerBatch;

    /// <summary>The template of a sequence; neighbours differ.</summary>
    public Template this[ulong sequence] => _templates[sequence % (ulong)_templates.Length];

    private static Template CreateTemplate(SyntheticEvents events)
    {
        ArrayBufferWriter<byte> body = new();
        List<Line> lines = [];
        EventRecord record = new();
        foreach (int ageMs in events.NextAgesMs(BatchPlan.EventsPerBatch, BatchPlan.SpanMs))
        {
            // Lines of all endpoints in the order of their time, as a server would write them.
            events.Next(lines.Count % SyntheticEvents.EndpointCount, BatchPlan.TemplateBaseUnixMs, record);
            lines.Add(new Line(body.WrittenCount, ageMs));
            NdjsonEventWriter.Write(record, body);
        }

        return new Template(body.WrittenSpan.ToArray(), [.. lines]);
    }

    /// <summary>Where a line starts, and how long before the batch is sent its event ended.</summary>
    internal readonly record struct Line(int StartsAt, int AgeMs);

    /// <param name="Body">The lines.</param>
    /// <param name="Lines">Where each starts.</param>
    internal sealed record Template(byte[] Body, Line[] Lines);
}
