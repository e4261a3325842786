using Pipeline.Core.Packing;
using Pipeline.Ml.Saving;
using Pipeline.Ml.Thresholds;

namespace Pipeline.Detection.Episodes;

/// <summary>A <see cref="StreamingThreshold"/> that is calibrated on the first scores it is given.</summary>
/// <remarks>Scores are kept in single precision until then. Not thread-safe.</remarks>
/// <param name="calibrationScores">Scores that it is calibrated on.</param>
/// <param name="peaksMax">Latest peaks that are kept afterwards.</param>
internal sealed class LearntThreshold(int calibrationScores, int peaksMax)
{
    private const double ScoreMax = 1e6;
    private const double Billion = 1e9;

    private readonly List<float> _calibration = [];
    private StreamingThreshold? _running;

    /// <summary>Null until it is calibrated, and while the scores are too much alike to tell.</summary>
    public double? Threshold => _running is { Threshold: < double.PositiveInfinity and var threshold } ? threshold : null;

    /// <param name="score">A number.</param>
    /// <param name="rate">Episodes allowed per score; what counts is that of the last calibrating one.</param>
    public void Learn(double score, double rate)
    {
        score = Math.Clamp(score, -ScoreMax, ScoreMax);
        if (_running is not null)
        {
            _running.Observe(score);
            return;
        }

        _calibration.Add((float)score);
        if (_calibration.Count < calibrationScores)
            return;
        _running = new StreamingThreshold([.. _calibration], new StreamingThresholdOptions
        {
            Promise = new LongRunRate(rate * Billion, Billion),
            PeaksMax = peaksMax,
        });
        _calibration.Clear();
        _calibration.Capacity = 0;
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteCount(_calibration.Count);
        foreach (float score in _calibration)
            writer.WriteSingle(score);
        using MemoryStream saved = new();
        _running?.Save(saved);
        writer.WriteBlock(saved.GetBuffer().AsSpan(0, (int)saved.Length));
    }

    /// <summary>Reads what <see cref="Write"/> wrote; fails the reader on anything else.</summary>
    /// <param name="reader">The bytes.</param>
    /// <param name="isDouble">Whether they are from before calibrating scores were kept in single precision.</param>
    public void ReadInto(ref PackedReader reader, bool isDouble = false)
    {
        for (int count = reader.ReadInt(calibrationScores - 1); count > 0 && !reader.Failed; count--)
        {
            float score = isDouble ? (float)reader.ReadDouble() : reader.ReadSingle();
            if (!(Math.Abs(score) <= ScoreMax))
                reader.Fail();
            _calibration.Add(score);
        }

        ReadOnlySpan<byte> saved = reader.ReadBlock();
        if (!saved.IsEmpty && !TryLoad(saved))
            reader.Fail();
    }

    private bool TryLoad(ReadOnlySpan<byte> saved)
    {
        using MemoryStream stream = new(saved.ToArray());
        try
        {
            _running = StreamingThreshold.Load(stream);
            return stream.Position == stream.Length;
        }
        catch (ModelFormatException)
        {
            return false;
        }
    }
}
