using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>How columns relate to the event model.</summary>
public static class ColumnIds
{
    /// <summary>Column ids below this one are known to this version, or unused.</summary>
    internal const int KnownEnd = 25;

    /// <summary>The column of a resource.</summary>
    public static ColumnId Of(Resource resource) => ColumnId.CpuTime + (byte)resource;
}
