using Pipeline.Core.Windows;

namespace Pipeline.Core.Series;

/// <summary>Which steps an answer has, and which windows it is read from.</summary>
/// <param name="FromUnixMs">Start of the first step.</param>
/// <param name="ToUnixMs">End of the last step.</param>
/// <param name="StepMs">Width of a step; a multiple of the windows' width.</param>
/// <param name="CompleteFromUnixMs">Start of the first step that is wholly retained.</param>
/// <param name="Windows">The windows; empty where nothing of the interval is retained.</param>
internal readonly record struct SeriesPlan(long FromUnixMs, long ToUnixMs, long StepMs, long CompleteFromUnixMs, WindowRange Windows)
{
    public int StepCount => (int)((ToUnixMs - FromUnixMs) / StepMs);
}
