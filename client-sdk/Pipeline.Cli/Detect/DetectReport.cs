using System.Text;
using System.Text.Json;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.Evaluation.Detection;
using Pipeline.Ml.Evaluation.Metrics;
using Pipeline.Ml.Evaluation.Tables;

namespace Pipeline.Cli.Detect;

/// <summary>The figures of one <c>detect</c>; docs/detect.md says how each is taken.</summary>
internal sealed class DetectReport(DetectOptions options, FeatureTable table, DetectionResult result)
{
    /// <summary>One JSON object on one line.</summary>
    public string ToJson()
    {
        bool hasForest = options.Detector.Kind != DetectorKind.Tail;
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("rows", table.Features.RowCount);
            json.WriteNumber("features", table.Features.ColumnCount);
            Write(json, "anomalies", table.Labels?.Count(static label => label), 0);
            json.WriteString("detector", options.DetectorName);
            Write(json, "trees", hasForest ? options.Detector.TreeCount : null, 0);
            Write(json, "samples", hasForest ? DetectFormat.Samples(options, table) : null, 0);
            json.WriteNumber("threads", options.Detector.ThreadCount);
            json.WriteNumber("seeds", result.Seeds.Count);
            Write(json, "auc_mean", Mean(result.RocAucs), 6);
            Write(json, "auc_std", Deviation(result.RocAucs), 6);
            Write(json, "ap_mean", Mean(result.AveragePrecisions), 6);
            Write(json, "ap_std", Deviation(result.AveragePrecisions), 6);
            Write(json, "threshold", result.Threshold, 9);
            Write(json, "flagged", result.Threshold is null ? null : result.Flagged, 0);
            json.WriteNumber("fit_ms", Math.Round(result.Fit.TotalMilliseconds, 3));
            json.WriteNumber("score_rows_per_second", Math.Round(result.RowsPerSecond));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static double? Mean(double[] values) => values.Length > 0 ? SampleStatistics.Mean(values) : null;

    /// <summary>One seed tells nothing about spread.</summary>
    private static double? Deviation(double[] values) => values.Length > 1 ? SampleStatistics.StandardDeviation(values) : null;

    private static void Write(Utf8JsonWriter json, string name, double? value, int digits)
    {
        if (value is { } number)
            json.WriteNumber(name, Math.Round(number, digits));
        else
            json.WriteNull(name);
    }
}
