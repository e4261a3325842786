using System.Globalization;
using Pipeline.Ml.Forest;
using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>The detector of this project for one series: <see cref="SeriesFeatures"/> before a <see cref="StreamingDetector"/>.</summary>
public sealed class SeriesDetector : ISeriesDetector
{
    private readonly SeriesFeatures _features = new();
    private readonly StreamingDetector _detector;
    private readonly float[] _row = new float[SeriesFeatures.ColumnCount];
    private readonly double[] _contributions = new double[SeriesFeatures.ColumnCount];
    private readonly double[] _expected = new double[SeriesFeatures.ColumnCount];
    private IsolationForest? _forest;

    public SeriesDetector(StreamingDetectorOptions options) => _detector = new StreamingDetector(SeriesFeatures.ColumnCount, options);

    /// <summary>All that was said to the last row.</summary>
    public StreamingScore Last { get; private set; }

    /// <summary>Forests grown so far.</summary>
    public long RefitCount => _detector.DueRefitCount + _detector.DriftRefitCount;

    public double Score(DateTime timestamp, double value)
    {
        _features.Next(timestamp, value, _row);
        _forest = _detector.Forest;
        for (int column = 0; column < _expected.Length; column++)
            _expected[column] = _detector.Expected(column);

        Last = _detector.Score(_row);
        return Last.Alarm;
    }

    /// <summary>Why the last row was scored as it was, for people.</summary>
    public string Cause()
    {
        if (Last.TailColumn >= 0 && Last.TailSurprise >= Last.ForestSurprise)
            return Describe(Last.TailColumn, Last.IsTailHigh ? "high" : "low");
        if (_forest is null)
            return "nothing to compare with yet";

        _forest.Explain(_row, _contributions);
        return Describe(Array.IndexOf(_contributions, _contributions.Max()), "unusual");
    }

    private string Describe(int column, string how)
    {
        string expected = double.IsNaN(_expected[column]) ? "" : string.Create(CultureInfo.InvariantCulture, $", usual {_expected[column]:G4}");
        return string.Create(CultureInfo.InvariantCulture, $"{SeriesFeatures.ColumnNames[column]} {how}: {_row[column]:G4}{expected}");
    }
}
