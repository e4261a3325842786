using System.Globalization;
using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>The detector of this project for one series: <see cref="SeriesFeatures"/> before a <see cref="StreamingDetector"/>.</summary>
public sealed class SeriesDetector : ISeriesDetector
{
    private readonly SeriesFeatures _features = new();
    private readonly StreamingDetector _detector;
    private readonly float[] _row = new float[SeriesFeatures.ColumnCount];
    private readonly double[] _expected = new double[SeriesFeatures.ColumnCount];

    public SeriesDetector(StreamingDetectorOptions options) => _detector = new StreamingDetector(SeriesFeatures.ColumnCount, options);

    /// <summary>All that was said to the last row.</summary>
    public StreamingScore Last { get; private set; }

    /// <summary>Forests grown so far.</summary>
    public long RefitCount => _detector.DueRefitCount + _detector.DriftRefitCount;

    public double Score(DateTime timestamp, double value)
    {
        _features.Next(timestamp, value, _row);
        for (int column = 0; column < _expected.Length; column++)
            _expected[column] = _detector.Expected(column);

        Last = _detector.Score(_row);
        return Last.Alarm;
    }

    /// <summary>Why the last row was scored as it was, for people.</summary>
    public string Cause()
    {
        StreamingCause cause = _detector.Explain();
        if (cause.Column < 0)
            return "nothing unusual";
        if (cause.Evidence == StreamingEvidence.Forest)
            return $"unusual together, most of all {Describe(cause.Column, "")}";

        return Describe(cause.Column, cause.IsHigh ? " high" : " low");
    }

    private string Describe(int column, string how)
    {
        // Adding zero turns -0 into 0.
        double usual = _expected[column] + 0.0;
        string expected = double.IsNaN(usual) ? "" : string.Create(CultureInfo.InvariantCulture, $", usual {usual:G4}");
        return string.Create(CultureInfo.InvariantCulture, $"{SeriesFeatures.ColumnNames[column]}{how}: {_row[column] + 0f:G4}{expected}");
    }
}
