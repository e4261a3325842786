using System.Diagnostics.CodeAnalysis;

namespace Pipeline.Core.Windows;

/// <summary>One segment of a window, as it was when the watermark passed it.</summary>
/// <param name="WidthMs">Width of the window, ms.</param>
/// <param name="StartUnixMs">Its start, Unix ms.</param>
/// <param name="Segment">Number of the segment.</param>
/// <param name="Packed">The packed cell; never written to.</param>
[SuppressMessage("Performance", "CA1819", Justification = "Handed on, never written to.")]
public readonly record struct ClosedCell(long WidthMs, long StartUnixMs, int Segment, byte[] Packed);
