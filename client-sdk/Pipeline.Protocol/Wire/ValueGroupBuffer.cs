using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>One business value's part of a section while it is being filled.</summary>
internal sealed class ValueGroupBuffer(int nameIndex, ValueKind kind)
{
    public int NameIndex { get; } = nameIndex;

    public ValueKind Kind { get; } = kind;

    /// <summary>The event that last claimed this group, so that an event cannot have the same value twice.</summary>
    public int ClaimedBy { get; set; } = -1;

    /// <summary>Positions are events of the section.</summary>
    public ColumnBuffer AmountMicro { get; } = new();
}
