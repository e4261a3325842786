using System.Globalization;

namespace Pipeline.Grains.Feed;

/// <summary>A place in the feed, as clients carry it: <c>RUN-WIDTH-SEQUENCE</c>, the run in hexadecimal.</summary>
/// <param name="Run">That of <see cref="WindowFeed.Run"/>: a later run of the process has another, and so has another silo.</param>
/// <param name="WidthMs">Width of the windows; each width is numbered by itself.</param>
/// <param name="Sequence">The window's number, from 1.</param>
public readonly record struct FeedPosition(long Run, long WidthMs, long Sequence)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Run:x}-{WidthMs}-{Sequence}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out FeedPosition position)
    {
        position = default;
        string[] parts = (text ?? string.Empty).Split('-');
        if (parts.Length != 3
            || !long.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long run)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long width)
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
            return false;
        position = new FeedPosition(run, width, sequence);
        return true;
    }
}
