using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>What to run over time series, and what to say about it.</summary>
public sealed record StreamEvaluationOptions
{
    /// <summary>A file of times and values, plain or gzip, or a folder of such; <c>-</c> is standard input.</summary>
    public required string Path { get; init; }

    /// <summary>Labelled windows as in the benchmark's <c>combined_windows.json</c>; null for none, and then no score.</summary>
    public string? LabelsPath { get; init; }

    /// <summary>One configuration for all series.</summary>
    public StreamingDetectorOptions Detector { get; init; } = new();

    /// <summary>Alarms to list, 0 to 1,000.</summary>
    public int TopCount { get; init; } = 10;

    /// <summary>Detectors that draw at random and whose scores are averaged, 1 to 100.</summary>
    public int RandomCount { get; init; } = 10;
}
