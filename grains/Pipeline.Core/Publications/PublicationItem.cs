using Pipeline.Core.Windows;

namespace Pipeline.Core.Publications;

/// <summary>What a publication adds to one window and to every coarser one.</summary>
/// <param name="WidthMs">Width of the window, ms; 0 for the lifetime alone.</param>
/// <param name="StartUnixMs">Start of the window; for the lifetime some time that the endpoint had reached.</param>
/// <param name="Cell">
/// What is added; its operations and values have the publication's numbers. Its estimated part is settled, and negative where a tally has
/// taken the place of calls published before.
/// </param>
internal readonly record struct PublicationItem(long WidthMs, long StartUnixMs, Cell Cell);
