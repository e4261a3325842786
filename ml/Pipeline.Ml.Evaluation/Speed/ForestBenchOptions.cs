namespace Pipeline.Ml.Evaluation.Speed;

/// <summary>How the speed of the isolation forest is measured.</summary>
public sealed record ForestBenchOptions
{
    public int TreeCount { get; init; } = 100;

    public int SubsampleSize { get; init; } = 256;

    public long Seed { get; init; } = 1;

    /// <summary>Numbers of threads for fitting and for scoring in bulk, each at least 1; single rows need none.</summary>
    public required IReadOnlyList<int> ThreadCounts { get; init; }

    /// <summary>Rounds of which the median is taken, at least 1.</summary>
    public int RoundCount { get; init; } = 7;

    /// <summary>A round repeats what it measures at least this long.</summary>
    public TimeSpan RoundTime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>What is measured runs this long before, to be compiled well.</summary>
    public TimeSpan WarmUpTime { get; init; } = TimeSpan.FromMilliseconds(500);
}
