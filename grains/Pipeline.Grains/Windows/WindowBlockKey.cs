namespace Pipeline.Grains.Windows;

/// <summary>Which stored windows: of one activation's view of a tier, a run of neighbours.</summary>
/// <param name="Owner">The activation; a later one may see other versions.</param>
/// <param name="WidthMs">Width of the windows, ms.</param>
/// <param name="FromUnixMs">Start of the first, Unix ms.</param>
internal readonly record struct WindowBlockKey(long Owner, long WidthMs, long FromUnixMs);
