using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>One operation's part of a section while it is being filled. Positions of the inner columns count the group's own events.</summary>
internal sealed class OperationGroupBuffer(int nameIndex, OperationKind kind)
{
    public int NameIndex { get; } = nameIndex;

    public OperationKind Kind { get; } = kind;

    /// <summary>The event that last claimed this group, so that an event cannot have the same operation twice.</summary>
    public int ClaimedBy { get; set; } = -1;

    /// <summary>Positions are events of the section: this column is the group's presence as well.</summary>
    public ColumnBuffer Calls { get; } = new();

    public ColumnBuffer TimeNs { get; } = new();

    public ColumnBuffer SelfTimeNs { get; } = new();

    public ColumnBuffer Errors { get; } = new();

    public void Add(int eventIndex, in OperationUsage operation)
    {
        int slot = Calls.Count;
        Calls.Add(eventIndex, operation.CallsMilli);
        if (operation.TimeNs is { } time)
            TimeNs.Add(slot, time);
        if (operation.SelfTimeNs is { } self)
            SelfTimeNs.Add(slot, self);
        if (operation.Errors is { } errors)
            Errors.Add(slot, errors);
    }
}
