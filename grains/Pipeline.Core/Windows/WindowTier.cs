namespace Pipeline.Core.Windows;

/// <summary>Windows of one width, and how many of them are kept.</summary>
/// <param name="WidthMs">Width of a window, ms; a multiple of 1,000.</param>
/// <param name="RetainedCount">Closed windows kept behind the watermark, at least 1.</param>
public readonly record struct WindowTier(long WidthMs, int RetainedCount)
{
    /// <summary>How far behind the watermark the tier reaches, ms.</summary>
    public long RetentionMs => WidthMs * RetainedCount;

    /// <summary>Start of the window that holds <paramref name="timeUnixMs"/>: windows are aligned to the Unix epoch.</summary>
    public long StartOf(long timeUnixMs)
    {
        // Times are not negative, but a watermark just after the epoch may be.
        long remainder = timeUnixMs % WidthMs;
        return timeUnixMs - (remainder < 0 ? remainder + WidthMs : remainder);
    }
}
