using Pipeline.Core.Packing;
using Pipeline.Detection.Baselines;

namespace Pipeline.Detection.Monitoring;

/// <summary>Notices that the calls of a segment have stopped.</summary>
/// <remarks>
/// Calls come as Poisson's law says or in clumps, so two things are asked for: so many calls should have come at the lowest usual rate that
/// none is surprising, and the pause is three times as long as any before.
/// </remarks>
internal sealed class SilenceWatch
{
    private const int WindowsMin = 2;
    private const double LongestFactor = 3;

    // Each further pause lets the longest be forgotten a little.
    private const double Forgetting = 0.9995;

    private double _longestMs;
    private long _noticedMs;

    /// <summary>End of the last window with calls, Unix ms; 0 before the first.</summary>
    public long LastUnixMs { get; private set; }

    /// <summary>Whether it was noticed and calls have not come again.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whether it has been away for so long that nobody misses it any more.</summary>
    public bool IsForgotten { get; private set; }

    public void Forget() => (IsSilent, IsForgotten) = (false, true);

    /// <summary>Somebody said that such a pause is normal: the one that goes on, or the last that was noticed.</summary>
    public void Accept(long nowUnixMs)
    {
        double pause = IsSilent ? nowUnixMs - LastUnixMs : _noticedMs;
        _longestMs = Math.Max(_longestMs, pause);
        if (IsSilent)
            Forget();
    }

    /// <summary>Begins as before the first window, knowing how long pauses are.</summary>
    public void Stop() => (LastUnixMs, IsSilent, IsForgotten) = (0, false, false);

    public void Note(long startUnixMs, long endUnixMs)
    {
        long pause = startUnixMs - LastUnixMs;
        if (LastUnixMs != 0 && pause > 0 && !IsSilent && !IsForgotten)
            _longestMs = Math.Max(_longestMs * Forgetting, pause);
        if (IsSilent)
            _noticedMs = pause;
        LastUnixMs = Math.Max(LastUnixMs, endUnixMs);
        (IsSilent, IsForgotten) = (false, false);
    }

    /// <summary>Surprise that no call has come until then, nats; 0 if the pause is none to speak of.</summary>
    /// <param name="nowUnixMs">Until then.</param>
    /// <param name="lowRate">The lowest usual rate, calls per second.</param>
    /// <param name="windowMs">Width of a short window.</param>
    public double SurpriseAt(long nowUnixMs, double lowRate, long windowMs)
    {
        double pauseMs = nowUnixMs - LastUnixMs;
        if (LastUnixMs == 0 || pauseMs < WindowsMin * windowMs || pauseMs < _longestMs * LongestFactor || double.IsNaN(lowRate))
            return 0;
        return lowRate * pauseMs / 1_000;
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteCount(LastUnixMs);
        writer.WriteDouble(_longestMs);
        writer.WriteCount(_noticedMs);
        writer.WriteByte((byte)((IsSilent ? 1 : 0) | (IsForgotten ? 2 : 0)));
    }

    public static SilenceWatch Read(ref PackedReader reader)
    {
        SilenceWatch watch = new() { LastUnixMs = reader.ReadCount(), _longestMs = reader.ReadDouble(), _noticedMs = reader.ReadCount() };
        byte flags = reader.ReadByte();
        (watch.IsSilent, watch.IsForgotten) = ((flags & 1) != 0, (flags & 2) != 0);
        return watch;
    }
}
