using System.Globalization;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.Evaluation.Detection;
using Pipeline.Ml.Evaluation.Tables;

namespace Pipeline.Cli.Detect;

/// <summary>Figures as <c>detect</c> writes them.</summary>
internal static class DetectFormat
{
    public static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>With its noun, which takes an s for more than one.</summary>
    public static string Count(int value, string noun) => $"{Count(value)} {noun}{(value == 1 ? "" : "s")}";

    public static string Quality(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    public static string Score(double value) => value.ToString(
        Math.Abs(value) switch { < 1_000 => "0.0000", < 1_000_000 => "#,##0.0", _ => "0.000E+0" }, CultureInfo.InvariantCulture);

    /// <summary>Beyond what numbers can tell apart, only that it is.</summary>
    public static string PValue(double value) => value switch
    {
        < 1e-300 => "<1E-300",
        < 0.001 => value.ToString("0.0E+0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    public static string Percent(double share) => (share * 100).ToString(share < 0.0995 ? "0.0" : "0", CultureInfo.InvariantCulture);

    /// <summary>The detector with the settings that matter to it.</summary>
    public static string Detector(DetectOptions options, FeatureTable table) => options.Detector.Kind == DetectorKind.Tail
        ? "tail detector"
        : $"{options.DetectorName} detector, {Count(options.Detector.TreeCount, "tree")} of {Count(Samples(options, table), "row")}";

    /// <summary>A tree cannot see more rows than there are.</summary>
    public static int Samples(DetectOptions options, FeatureTable table) => Math.Min(options.Detector.SubsampleSize, table.Features.RowCount);
}
