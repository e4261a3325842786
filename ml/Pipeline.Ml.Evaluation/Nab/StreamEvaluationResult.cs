using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>What came of running detectors over time series.</summary>
/// <param name="RowCount">Rows of all series.</param>
/// <param name="SeriesCount">Series.</param>
/// <param name="RowsPerSecond">Rows that the detector scored and learnt a second on one core, refits included, baselines not.</param>
/// <param name="RefitCount">Forests grown.</param>
/// <param name="Top">The alarms with the highest scores, highest first.</param>
/// <param name="Standard">The benchmark's standard profile; null without labels.</param>
/// <param name="WindowedGaussian">The same for the windowed Gaussian; null without labels.</param>
/// <param name="RandomScore">Mean score of detectors that draw at random; null without labels.</param>
public sealed record StreamEvaluationResult(
    long RowCount,
    int SeriesCount,
    double RowsPerSecond,
    long RefitCount,
    IReadOnlyList<SeriesAlarm> Top,
    NabResult? Standard,
    NabResult? WindowedGaussian,
    double? RandomScore)
{
    /// <summary>Rows of each series that the detector learns from before it says anything.</summary>
    public int WarmUpRowCount { get; init; }

    /// <summary>Series that were over before the warm-up was, so that nothing could stand out.</summary>
    public IReadOnlyList<TimeSeries> TooShort { get; init; } = [];

    /// <summary>The figures on one line of JSON; those that need labels are left out without them.</summary>
    public string ToJson()
    {
        var json = new JsonObject
        {
            ["rows"] = RowCount,
            ["series"] = SeriesCount,
            ["refits"] = RefitCount,
            ["rows_per_second"] = Math.Round(RowsPerSecond),
        };
        if (Standard is not null)
        {
            json["nab_standard"] = Math.Round(Standard.Score, 2);

            // JSON has no infinity; silence was then best.
            json["threshold"] = double.IsFinite(Standard.Threshold) ? Math.Round(Standard.Threshold, 4) : null;
            json["found"] = Standard.Series.Sum(s => s.FoundCount);
            json["windows"] = Standard.Series.Sum(s => s.WindowCount);
            json["false_alarms"] = Standard.Series.Sum(s => s.FalseAlarmCount);
        }

        if (WindowedGaussian is not null)
            json["nab_windowed_gaussian"] = Math.Round(WindowedGaussian.Score, 2);
        if (RandomScore is { } random)
            json["nab_random"] = Math.Round(random, 2);

        return json.ToJsonString(JsonSerializerOptions.Default);
    }
}
