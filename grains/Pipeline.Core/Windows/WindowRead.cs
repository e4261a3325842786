namespace Pipeline.Core.Windows;

/// <summary>Stored windows that an answer is made of.</summary>
/// <param name="Tier">Number of the tier, 0 the finest.</param>
/// <param name="FromUnixMs">Start of the first window, inclusive, Unix ms.</param>
/// <param name="ToUnixMs">Start of the window after the last, Unix ms.</param>
public readonly record struct WindowRead(int Tier, long FromUnixMs, long ToUnixMs)
{
    /// <summary>Whether this reads all that <paramref name="other"/> does.</summary>
    public bool Covers(in WindowRead other) => Tier == other.Tier && FromUnixMs <= other.FromUnixMs && ToUnixMs >= other.ToUnixMs;
}
