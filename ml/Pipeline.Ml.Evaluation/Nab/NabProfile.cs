namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>What the benchmark gives for a window found and takes for false alarms and windows missed.</summary>
/// <param name="TruePositive">For a window found at its very start.</param>
/// <param name="FalsePositive">Taken for an alarm far from any window.</param>
/// <param name="FalseNegative">Taken for a window without an alarm.</param>
public sealed record NabProfile(double TruePositive, double FalsePositive, double FalseNegative)
{
    /// <summary>The profile under which detectors are usually compared.</summary>
    public static NabProfile Standard { get; } = new(1.0, 0.11, 1.0);

    /// <summary>For those whom a false alarm costs twice as much.</summary>
    public static NabProfile LowFalsePositives { get; } = new(1.0, 0.22, 1.0);

    /// <summary>For those whom a missed anomaly costs twice as much.</summary>
    public static NabProfile LowFalseNegatives { get; } = new(1.0, 0.11, 2.0);
}
