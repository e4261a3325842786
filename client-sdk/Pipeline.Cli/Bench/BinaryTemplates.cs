using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Bench;

/// <summary>Sections of all endpoints, encoded once and shared by all connections.</summary>
internal sealed class BinaryTemplates
{
    private readonly SectionTemplate[][] _templates;

    public BinaryTemplates(SyntheticEvents events)
    {
        _templates = new SectionTemplate[BatchPlan.TemplateCount][];
        for (int index = 0; index < _templates.Length; index++)
            _templates[index] = CreateTemplate(events);
        SectionBytesMax = _templates.Max(static template => template.Max(static section => section.Bytes.Length));
    }

    /// <summary>Bytes of the largest section.</summary>
    public int SectionBytesMax { get; }

    /// <summary>Mean size of an event within its section.</summary>
    public double BytesPerEvent =>
        _templates.Average(static template => template.Sum(static section => (double)section.Bytes.Length)) / BatchPlan.EventsPerBatch;

    /// <summary>The template of a sequence; neighbours differ.</summary>
    public ReadOnlySpan<SectionTemplate> this[ulong sequence] => _templates[sequence % (ulong)_templates.Length];

    private static SectionTemplate[] CreateTemplate(SyntheticEvents events)
    {
        SectionTemplate[] sections = new SectionTemplate[SyntheticEvents.EndpointCount];
        EventRecord record = new();
        for (int endpoint = 0; endpoint < sections.Length; endpoint++)
        {
            SectionWriter writer = new(events.EndpointName(endpoint));
            foreach (int ageMs in events.NextAgesMs(BatchPlan.EventsPerSection, BatchPlan.SpanMs))
            {
                events.Next(endpoint, BatchPlan.TemplateBaseUnixMs - ageMs, record);
                writer.Add(record);
            }

            sections[endpoint] = SectionTemplate.Of(writer);
        }

        return sections;
    }
}
