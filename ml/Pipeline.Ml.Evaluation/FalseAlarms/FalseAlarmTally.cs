using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Evaluation.FalseAlarms;

/// <summary>Counts of all shapes and rates over repetitions of one kind of series.</summary>
internal sealed class FalseAlarmTally(FalseAlarmTableOptions options)
{
    private readonly List<long>[] _episodes = [.. Enumerable.Range(0, options.Shapes.Count * options.Rates.Count).Select(_ => new List<long>())];
    private readonly double[] _peaks = new double[options.Shapes.Count];
    private readonly double[] _runLengths = new double[options.Shapes.Count];

    /// <summary>Calibrates on the next numbers of a series and counts in those after them.</summary>
    public void Repeat(NormalSeries series, int calibrationLength)
    {
        double[] normals = new double[calibrationLength];
        for (int index = 0; index < normals.Length; index++)
            normals[index] = series.Next();

        EpisodeCounter[] counters = [.. Enumerable.Range(0, options.Shapes.Count).SelectMany(shape => Calibrate(shape, normals))];
        Count(series, counters);
        for (int index = 0; index < counters.Length; index++)
            _episodes[index].Add(counters[index].Episodes);
    }

    public IEnumerable<FalseAlarmRow> Rows(double correlation, int calibrationLength)
    {
        for (int index = 0; index < _episodes.Length; index++)
        {
            int shape = index / options.Rates.Count;
            double rate = options.Rates[index % options.Rates.Count];
            List<long> episodes = _episodes[index];
            CountInterval counts = CountInterval.Of([.. episodes]);
            double length = options.HeldOutLength;
            yield return new FalseAlarmRow(
                correlation,
                calibrationLength,
                options.Shapes[shape].Name,
                rate,
                new CountInterval(counts.Lower / length, counts.Mean / length, counts.Upper / length, counts.Dispersion),
                (double)episodes.Count(count => count >= 2 * rate * length) / episodes.Count,
                _peaks[shape] / episodes.Count,
                _runLengths[shape] / episodes.Count);
        }
    }

    private IEnumerable<EpisodeCounter> Calibrate(int shape, double[] normals)
    {
        ScoreShape scores = options.Shapes[shape];
        PeaksOverThreshold calibration = PeaksOverThreshold.Fit(Array.ConvertAll(normals, normal => scores.Score(normal)), options.Thresholds);
        _peaks[shape] += calibration.PeakCount;
        _runLengths[shape] += calibration.RunLength;
        // A score is at or above the threshold exactly if its normal number is at or above that of the threshold.
        return options.Rates.Select(rate => new EpisodeCounter(scores.NormalAt(calibration.Threshold(rate)), calibration.RunLength));
    }

    private void Count(NormalSeries series, EpisodeCounter[] counters)
    {
        for (int index = 0; index < options.HeldOutLength; index++)
        {
            double normal = series.Next();
            foreach (EpisodeCounter counter in counters)
                counter.Add(normal);
        }
    }
}
