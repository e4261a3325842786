using Pipeline.Ml.Evaluation.Detection;
using Pipeline.Ml.Evaluation.Tables;

namespace Pipeline.Cli.Detect;

/// <summary>What the user asked for.</summary>
internal sealed record DetectOptions
{
    /// <summary>A path, or <c>-</c> for standard input.</summary>
    public required string File { get; init; }

    public FeatureTableOptions Table { get; init; } = new();

    /// <summary>Leave out columns that hold anything but numbers; the file is then read again for each of them.</summary>
    public bool IgnoreText { get; init; }

    public DetectorOptions Detector { get; init; } = new();

    /// <summary>The detector as the command line names it.</summary>
    public string DetectorName { get; init; } = "joined";

    /// <summary>Fits; null for <see cref="SeedsWithLabels"/> with labels, otherwise 1.</summary>
    public int? Seeds { get; init; }

    public long Seed { get; init; } = 1;

    public int Top { get; init; } = 10;

    /// <summary>Causes shown of each row.</summary>
    public int Causes { get; init; } = 3;

    public double? Contamination { get; init; }

    /// <summary>Where the picture goes; null for none.</summary>
    public string? Svg { get; init; }

    /// <summary>Where every row's score goes; null for nowhere.</summary>
    public string? Scores { get; init; }

    /// <summary>A mean over fewer says little about what a seed does.</summary>
    public const int SeedsWithLabels = 10;
}
