using Pipeline.Core.Endpoints;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;

namespace Pipeline.Grains;

/// <summary>An entry on its way into the log: it has its offset, not yet its place in the aggregates.</summary>
internal sealed class PendingEntry(Offset offset, EntryHeader header, EntryParts parts)
{
    public Offset Offset { get; } = offset;

    public EntryHeader Header { get; } = header;

    public EntryParts Parts { get; } = parts;

    /// <summary>The append as its first caller awaits it; a repeat that arrives meanwhile awaits the same.</summary>
    public Task<AppendAnswer> Completion { get; set; } = Task.FromResult(AppendAnswer.Of(SectionStatus.Unavailable));
}
