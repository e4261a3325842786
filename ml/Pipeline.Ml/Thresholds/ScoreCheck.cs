using System.Diagnostics.CodeAnalysis;

namespace Pipeline.Ml.Thresholds;

/// <summary>What every threshold asks of scores: a finite number each.</summary>
internal static class ScoreCheck
{
    /// <exception cref="ArgumentException">There is no score, or one is NaN or infinite; the message names its position.</exception>
    public static void AllFinite(ReadOnlySpan<double> scores, string parameterName)
    {
        if (scores.IsEmpty)
            throw new ArgumentException("There are no scores to calibrate on.", parameterName);
        for (int index = 0; index < scores.Length; index++)
        {
            if (!double.IsFinite(scores[index]))
                throw new ArgumentException($"Score {index} (counted from 0) is {scores[index]}; scores must be finite.", parameterName);
        }

        // The spread is divided by later on; only scores beyond 1e307 can fail here.
        if (!double.IsFinite(Max(scores) - Min(scores)))
            throw new ArgumentException("The range of the scores is not a finite number.", parameterName);
    }

    /// <exception cref="ArgumentOutOfRangeException">The score is NaN or infinite.</exception>
    public static void Finite(double score, string parameterName)
    {
        if (!double.IsFinite(score))
            ThrowNotFinite(score, parameterName);
    }

    [DoesNotReturn]
    private static void ThrowNotFinite(double score, string parameterName) =>
        throw new ArgumentOutOfRangeException(parameterName, score, "A score must be finite.");

    private static double Max(ReadOnlySpan<double> scores)
    {
        double max = scores[0];
        foreach (double score in scores)
            max = Math.Max(max, score);
        return max;
    }

    private static double Min(ReadOnlySpan<double> scores)
    {
        double min = scores[0];
        foreach (double score in scores)
            min = Math.Min(min, score);
        return min;
    }
}
