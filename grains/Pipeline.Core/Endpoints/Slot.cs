using Pipeline.Core.Windows;

namespace Pipeline.Core.Endpoints;

/// <summary>Where some events of a section go: one segment of one window.</summary>
/// <param name="Cell">The open cell of the finest tier itself, or a delta to be added when the section has been read.</param>
/// <param name="Tier">The window's tier.</param>
/// <param name="StartUnixMs">The window's start.</param>
/// <param name="Segment">Segment number.</param>
/// <param name="IsDelta">Whether <paramref name="Cell"/> is a delta.</param>
/// <param name="IsOverflow">Whether the segment's name found no place.</param>
internal readonly record struct Slot(Cell Cell, int Tier, long StartUnixMs, int Segment, bool IsDelta, bool IsOverflow);
