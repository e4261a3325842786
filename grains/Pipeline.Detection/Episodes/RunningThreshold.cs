using Pipeline.Core.Packing;

namespace Pipeline.Detection.Episodes;

/// <summary>The score from which on an endpoint raises an alarm, so that normal traffic does so no more often than its budget says.</summary>
/// <remarks>
/// Scores are -ln p, so the logarithm of the windows per allowed episode would do, if every p were true. Peaks over a threshold of the
/// scores that an endpoint really has then correct it upwards, from the first thousand windows on. It never goes below, and never above
/// twice that: an endpoint whose own noise would ask for more is told of too often rather than never.
/// </remarks>
internal sealed class RunningThreshold
{
    private const int CalibrationWindows = 1_000;
    private const int PeaksMax = 100;

    // A promise of more episodes would lie below the peaks that the tail is fitted to.
    private const double LearntRateMax = 0.002;
    private const double LearntFactorMax = 2;
    private const double Margin = 1;

    private readonly LearntThreshold _learnt = new(CalibrationWindows, PeaksMax);

    /// <summary>What every score must reach, whatever was learnt.</summary>
    /// <param name="rate">Episodes allowed per window.</param>
    public static double LeastAt(double rate) => -Math.Log(rate) + Margin;

    /// <param name="rate">Episodes allowed per window.</param>
    public double At(double rate)
    {
        double least = LeastAt(rate);
        return Math.Clamp(_learnt.Threshold ?? 0, least, LearntFactorMax * least);
    }

    /// <summary>Takes the score of a window that is part of no episode.</summary>
    public void Learn(double score, double rate) => _learnt.Learn(score, Math.Min(rate, LearntRateMax));

    public void Write(PackedWriter writer) => _learnt.Write(writer);

    public static RunningThreshold Read(ref PackedReader reader)
    {
        RunningThreshold threshold = new();
        threshold._learnt.ReadInto(ref reader);
        return threshold;
    }
}
