using Pipeline.Core.Packing;
using Pipeline.Detection.Baselines;
using Pipeline.Ml.Saving;
using Pipeline.Ml.Thresholds;

namespace Pipeline.Detection.Episodes;

/// <summary>The score from which on an endpoint raises an alarm, so that normal traffic does so no more often than its budget says.</summary>
/// <remarks>
/// Scores are -ln p, so the logarithm of the windows per allowed episode would do, if every p were true. Peaks over a threshold of the
/// scores that an endpoint really has then correct it upwards, from the first thousand windows on. It never goes below, and never above twice that: an endpoint whose own noise would ask for more
/// is told of too often rather than never.
/// </remarks>
internal sealed class RunningThreshold
{
    private const int CalibrationWindows = 1_000;
    private const int PeaksMax = 100;
    private const double ScoreMax = 1e6;
    private const double RateMax = 0.002;
    private const double Margin = 1;
    private const double LearntFactorMax = 2;

    private readonly List<float> _calibration = [];
    private StreamingThreshold? _learnt;

    /// <param name="rate">Episodes allowed per window.</param>
    public double At(double rate)
    {
        double least = -Math.Log(rate) + Margin;
        double learnt = _learnt?.Threshold ?? 0;
        return double.IsFinite(learnt) ? Math.Clamp(learnt, least, LearntFactorMax * least) : least;
    }

    /// <summary>Takes the score of a window that is part of no episode.</summary>
    public void Learn(double score, double rate)
    {
        score = Math.Min(score, ScoreMax);
        if (_learnt is not null)
        {
            _learnt.Observe(score);
            return;
        }

        _calibration.Add((float)score);
        if (_calibration.Count < CalibrationWindows)
            return;
        double promised = Math.Min(rate, RateMax);
        double[] scores = [.. _calibration.Select(value => (double)value)];
        _calibration.Clear();
        _learnt = new StreamingThreshold(scores, new StreamingThresholdOptions
        {
            Promise = new LongRunRate(promised * 1e9, 1e9),
            PeaksMax = PeaksMax,
        });
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteCount(_calibration.Count);
        foreach (float score in _calibration)
            writer.WriteSingle(score);
        if (_learnt is null)
        {
            writer.WriteBlock([]);
            return;
        }

        using MemoryStream stream = new();
        _learnt.Save(stream);
        writer.WriteBlock(stream.ToArray());
    }

    public static RunningThreshold Read(ref PackedReader reader)
    {
        RunningThreshold threshold = new();
        for (int count = reader.ReadItemCount(CalibrationWindows); count > 0; count--)
            threshold._calibration.Add(reader.ReadSingle());
        ReadOnlySpan<byte> learnt = reader.ReadBlock();
        if (learnt.IsEmpty)
            return threshold;
        try
        {
            using MemoryStream stream = new(learnt.ToArray());
            threshold._learnt = StreamingThreshold.Load(stream);
        }
        catch (ModelFormatException)
        {
            reader.Fail();
        }

        return threshold;
    }
}
