using Pipeline.EventLog;

namespace Pipeline.Grains.Events;

/// <summary>A place among an endpoint's events in the log.</summary>
/// <param name="Offset">The entry.</param>
/// <param name="Index">The event within the entry, from 0.</param>
public readonly record struct EventPosition(Offset Offset, int Index)
{
    /// <summary>Before the first event.</summary>
    public static EventPosition Start => default;
}
