using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Series;

/// <summary>What series are read from: windows, and the names of the numbers in their cells. Whose they are does not matter.</summary>
/// <param name="Windows">The windows.</param>
/// <param name="Segments">By number of the windows' cells.</param>
/// <param name="Names">Names of operations and values.</param>
/// <param name="EarliestUnixMs">Earliest event; null before the first.</param>
/// <param name="LatestUnixMs">Latest event; null before the first.</param>
internal readonly record struct SeriesSource(
    WindowSet Windows, IReadOnlyList<EndpointName> Segments, SeriesNames Names, long? EarliestUnixMs, long? LatestUnixMs);
