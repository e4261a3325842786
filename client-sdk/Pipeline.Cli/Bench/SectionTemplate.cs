using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Bench;

/// <summary>A section encoded beforehand, to be sent again and again at other times.</summary>
/// <param name="Endpoint">Whose events they are.</param>
/// <param name="EventCount">How many.</param>
/// <param name="SpanMs">From the first event to the last.</param>
/// <param name="Bytes">The section, based on a time that is not sent.</param>
internal sealed record SectionTemplate(string Endpoint, int EventCount, int SpanMs, byte[] Bytes)
{
    /// <summary>How many events are of which segment; empty where nobody asked.</summary>
    public IReadOnlyDictionary<string, int> Segments { get; init; } = new Dictionary<string, int>();

    public static SectionTemplate Of(SectionWriter writer) =>
        new(writer.Endpoint, writer.EventCount, (int)(writer.MaxTimeUnixMs - writer.MinTimeUnixMs), writer.ToArray());
}
