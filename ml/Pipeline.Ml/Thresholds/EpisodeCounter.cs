namespace Pipeline.Ml.Thresholds;

/// <summary>Joins exceedances of a threshold into episodes, one observation at a time.</summary>
/// <remarks>
/// The runs rule: an exceedance belongs to the open episode if it comes at most <see cref="RunLength"/> observations after the last
/// exceedance; thus at least <see cref="RunLength"/> observations below the threshold lie between two episodes. Memory is constant.
/// Not thread-safe.
/// </remarks>
public sealed class EpisodeCounter
{
    private Episode _current;

    /// <param name="threshold">Scores at or above it are exceedances; positive infinity counts none.</param>
    /// <param name="runLength">Observations after an exceedance in which another one joins it; 0 makes every exceedance an episode.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is NaN or the run length negative.</exception>
    public EpisodeCounter(double threshold, int runLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(runLength);
        RunLength = runLength;
        MoveThreshold(threshold);
    }

    public double Threshold { get; private set; }

    public int RunLength { get; }

    /// <summary>All observations so far.</summary>
    public long Observations { get; private set; }

    /// <summary>Observations at or above the threshold.</summary>
    public long Exceedances { get; private set; }

    /// <summary>Episodes begun so far, the open one included.</summary>
    public long Episodes { get; private set; }

    /// <summary>Whether an exceedance as the next observation would belong to the last episode.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The open or else the last ended episode; null before the first.</summary>
    public Episode? Latest => Episodes == 0 ? null : _current;

    /// <summary>Episodes per observation so far; 0 before the first observation.</summary>
    public double Rate => Observations == 0 ? 0 : (double)Episodes / Observations;

    /// <summary>Takes the next observation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The score is NaN or infinite; nothing was counted.</exception>
    public EpisodeStep Add(double score)
    {
        ScoreCheck.Finite(score, nameof(score));
        long position = Observations++;
        if (score < Threshold)
            return Pass(position);

        Exceedances++;
        EpisodeStep step = IsOpen ? EpisodeStep.Continued : EpisodeStep.Started;
        if (IsOpen)
        {
            _current = _current.Extend(position, score);
        }
        else
        {
            Episodes++;
            _current = Episode.Begin(position, score);
        }

        IsOpen = RunLength > 0;
        return step;
    }

    /// <summary>Uses another threshold from the next observation on; an open episode stays open.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is NaN.</exception>
    public void MoveThreshold(double threshold)
    {
        if (double.IsNaN(threshold))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "A threshold must be a number.");
        Threshold = threshold;
    }

    /// <summary>Little-endian; the fields in order.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(Threshold);
        writer.Write(RunLength);
        writer.Write(Observations);
        writer.Write(Exceedances);
        writer.Write(Episodes);
        writer.Write(IsOpen ? 1 : 0);
        if (Episodes == 0)
            return;
        writer.Write(_current.First);
        writer.Write(_current.Last);
        writer.Write(_current.Exceedances);
        writer.Write(_current.Peak);
        writer.Write(_current.PeakAt);
    }

    /// <exception cref="InvalidDataException">The bytes are no counter or end too early.</exception>
    internal static EpisodeCounter Read(BinaryReader reader)
    {
        CheckedReader bytes = new(reader);
        double threshold = bytes.Double("threshold", double.NegativeInfinity, double.PositiveInfinity);
        int runLength = bytes.Int32("run length", 0, int.MaxValue);
        EpisodeCounter counter = new(threshold, runLength) { Observations = bytes.Int64("number of observations", 0, long.MaxValue) };
        counter.Exceedances = bytes.Int64("number of exceedances", 0, counter.Observations);
        counter.Episodes = bytes.Int64("number of episodes", Math.Min(counter.Exceedances, 1), counter.Exceedances);
        counter.IsOpen = bytes.Int32("open episode", 0, counter.Episodes == 0 ? 0 : 1) == 1;
        if (counter.Episodes == 0)
            return counter;
        long first = bytes.Int64("first of the episode", 0, counter.Observations - 1);
        long last = bytes.Int64("last of the episode", first, counter.Observations - 1);
        long exceedances = bytes.Int64("exceedances of the episode", 1, last - first + 1);
        double peak = bytes.Double("peak of the episode", double.MinValue, double.MaxValue);
        counter._current = new Episode(first, last, exceedances, peak, bytes.Int64("place of the peak", first, last));
        return counter;
    }

    private EpisodeStep Pass(long position)
    {
        if (!IsOpen)
            return EpisodeStep.Quiet;
        IsOpen = position - _current.Last < RunLength;
        return EpisodeStep.Lingering;
    }
}
