using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Bench;

/// <summary>Sections of several endpoints, encoded once and shared by all connections.</summary>
internal sealed class BinaryTemplates
{
    private readonly SectionTemplate[][] _templates;

    /// <param name="events">Where they come from.</param>
    /// <param name="endpointCount">Sections of a batch, 1 to <see cref="SyntheticEvents.EndpointCount"/>.</param>
    /// <param name="eventsPerSection">Events of each.</param>
    public BinaryTemplates(
        SyntheticEvents events, int endpointCount = SyntheticEvents.EndpointCount, int eventsPerSection = BatchPlan.EventsPerSection)
    {
        EventsPerBatch = endpointCount * eventsPerSection;
        _templates = new SectionTemplate[BatchPlan.TemplateCount][];
        for (int index = 0; index < _templates.Length; index++)
            _templates[index] = CreateTemplate(events, endpointCount, eventsPerSection);
        SectionBytesMax = _templates.Max(static template => template.Max(static section => section.Bytes.Length));
    }

    /// <summary>Events of each batch.</summary>
    public int EventsPerBatch { get; }

    /// <summary>Bytes of the largest section.</summary>
    public int SectionBytesMax { get; }

    /// <summary>Mean size of an event within its section.</summary>
    public double BytesPerEvent =>
        _templates.Average(static template => template.Sum(static section => (double)section.Bytes.Length)) / EventsPerBatch;

    /// <summary>The template of a sequence; neighbours differ.</summary>
    public ReadOnlySpan<SectionTemplate> this[ulong sequence] => _templates[sequence % (ulong)_templates.Length];

    private static SectionTemplate[] CreateTemplate(SyntheticEvents events, int endpointCount, int eventsPerSection)
    {
        SectionTemplate[] sections = new SectionTemplate[endpointCount];
        EventRecord record = new();
        for (int endpoint = 0; endpoint < sections.Length; endpoint++)
        {
            SectionWriter writer = new(events.EndpointName(endpoint));
            Dictionary<string, int> segments = new(StringComparer.Ordinal);
            foreach (int ageMs in events.NextAgesMs(eventsPerSection, BatchPlan.SpanMs))
            {
                events.Next(endpoint, BatchPlan.TemplateBaseUnixMs - ageMs, record);
                writer.Add(record);
                segments[record.Segment] = segments.GetValueOrDefault(record.Segment) + 1;
            }

            sections[endpoint] = SectionTemplate.Of(writer) with { Segments = segments };
        }

        return sections;
    }
}
