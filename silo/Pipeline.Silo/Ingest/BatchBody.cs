using System.Diagnostics.CodeAnalysis;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Silo.Ingest;

/// <summary>A binary batch as a request body: only its directory is read here, the grains validate the sections.</summary>
internal static class BatchBody
{
    public const string MediaType = "application/vnd.pipeline.batch";

    /// <param name="bytes">The body.</param>
    /// <param name="identity">The batch's identity.</param>
    /// <param name="sections">Slices of <paramref name="bytes"/>.</param>
    /// <param name="defect">What is wrong and where, when the result is false.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> bytes, out BatchIdentity? identity, out IReadOnlyList<SectionToAppend> sections, [NotNullWhen(false)] out string? defect)
    {
        bool isRead = BatchReader.TryRead(bytes, out Batch? batch, out WireError error);
        identity = batch?.Identity;
        defect = isRead ? null : error.ToString();
        sections = isRead
            ? [.. batch!.Entries.Select(entry => new SectionToAppend(entry.Endpoint, entry.Section, entry.EventCount, entry.TallyCount, Lines: null))]
            : [];
        return isRead;
    }
}
