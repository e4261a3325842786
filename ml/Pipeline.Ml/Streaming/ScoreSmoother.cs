namespace Pipeline.Ml.Streaming;

/// <summary>The mean of the last few scores: one odd row among ordinary ones says little, several in a row say much.</summary>
/// <remarks>Memory: 8 bytes a score of the length. Before it has seen so many it is the mean of those it has. Not thread-safe.</remarks>
public sealed class ScoreSmoother
{
    private readonly double[] _recent;
    private long _seen;

    /// <param name="length">Scores to average, at least 1; 1 leaves them as they are.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public ScoreSmoother(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        _recent = new double[length];
    }

    public int Length => _recent.Length;

    /// <summary>Takes a score and gives the mean of the last <see cref="Length"/>.</summary>
    /// <exception cref="ArgumentException">The score is not finite; it would spoil those after it.</exception>
    public double Smooth(double score)
    {
        if (!double.IsFinite(score))
            throw new ArgumentException($"A score of {score} cannot be averaged.", nameof(score));

        _recent[_seen % _recent.Length] = score;
        _seen++;

        // Summed anew each time: a running sum gathers rounding errors for as long as the stream lasts.
        int count = (int)Math.Min(_seen, _recent.Length);
        double sum = 0;
        for (int i = 0; i < count; i++)
            sum += _recent[i];

        return sum / count;
    }
}
