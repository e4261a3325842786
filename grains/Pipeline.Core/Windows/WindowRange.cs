namespace Pipeline.Core.Windows;

/// <summary>The windows that answer a question about an interval: it is widened to their borders.</summary>
/// <param name="FromUnixMs">Start of the first window, inclusive.</param>
/// <param name="ToUnixMs">End of the last window, exclusive.</param>
/// <param name="StepMs">Width of the windows it is made of.</param>
public readonly record struct WindowRange(long FromUnixMs, long ToUnixMs, long StepMs)
{
    /// <summary>Whether a window that starts then is inside.</summary>
    internal bool Holds(long startUnixMs) => startUnixMs >= FromUnixMs && startUnixMs < ToUnixMs;
}
