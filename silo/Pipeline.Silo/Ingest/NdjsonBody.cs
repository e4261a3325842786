using System.Buffers;
using Pipeline.Protocol.Ndjson;

namespace Pipeline.Silo.Ingest;

/// <summary>Lines of JSON as a request body: parsed here, one section per endpoint, so that the log holds one format only.</summary>
internal static class NdjsonBody
{
    public const string MediaType = "application/x-ndjson";

    // A builder keeps the memory of its sections; one per processor is as many as parse at a time.
    private static readonly System.Collections.Concurrent.ConcurrentBag<NdjsonBatchBuilder> Builders = [];

    /// <summary>The sections of a body; bad lines go to <paramref name="rejected"/> and cost nothing else.</summary>
    public static IReadOnlyList<SectionToAppend> Read(ReadOnlyMemory<byte> body, RejectionList rejected)
    {
        NdjsonBatchBuilder builder = Builders.TryTake(out NdjsonBatchBuilder? pooled) ? pooled : new NdjsonBatchBuilder();
        builder.Build(body.Span);
        foreach (RejectedLine line in builder.Rejected)
            rejected.Add(new Rejection(line.Error.ToString(), line.Line), 1);
        rejected.AddUnlisted(builder.RejectedCount - builder.Rejected.Count);

        List<SectionToAppend> sections = new(builder.Sections.Count);
        foreach (NdjsonSection section in builder.Sections)
            sections.Add(ToAppend(section));
        if (Builders.Count < Environment.ProcessorCount)
            Builders.Add(builder);
        return sections;
    }

    private static SectionToAppend ToAppend(NdjsonSection section)
    {
        ArrayBufferWriter<byte> bytes = new();
        section.Writer.WriteTo(bytes);
        SectionLines lines = new([.. section.EventLines], [.. section.TallyLines]);
        return new SectionToAppend(section.Writer.Endpoint, bytes.WrittenMemory, section.Writer.EventCount, section.Writer.TallyCount, lines);
    }
}
