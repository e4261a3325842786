using Pipeline.Core.Features;

namespace Pipeline.Detection.Baselines;

/// <summary>On what scale a feature varies evenly, which side of it is bad, and how large a change matters at all.</summary>
/// <remarks>
/// Most features are positive and vary by factors, so their logarithm is looked at, with a floor so that nothing and next to nothing are
/// near each other. Changes of memory may be negative and take the inverse hyperbolic sine.
/// </remarks>
/// <param name="Floor">Added before the logarithm is taken, in the feature's unit.</param>
/// <param name="DeviationMin">The least standard deviation on the scale: what is steadier than that is no better known.</param>
/// <param name="RatioMin">A change matters from this factor on.</param>
/// <param name="ChangeMin">And from this difference on, in the feature's unit.</param>
internal readonly record struct FeatureScale(double Floor, double DeviationMin, double RatioMin, double ChangeMin)
{
    private bool IsSigned { get; init; }

    public static FeatureScale Of(FeatureKind kind) => kind switch
    {
        FeatureKind.Rate => new(0.001, 0.05, 3, 0),
        FeatureKind.DurationMean or FeatureKind.DurationP50 => new(0.01, 0.03, 1.4, 0.5),
        FeatureKind.DurationP95 => new(0.01, 0.05, 1.5, 1),
        FeatureKind.DurationP99 => new(0.01, 0.08, 1.6, 1),
        FeatureKind.Cpu => new(0.01, 0.03, 1.4, 0.2),
        FeatureKind.Memory => new(4_096, 0.05, 1.5, 65_536) { IsSigned = true },
        FeatureKind.Allocated => new(1_024, 0.03, 1.4, 65_536),
        FeatureKind.DbQueries or FeatureKind.IoOperations => new(0.05, 0.02, 1.25, 0.5),
        FeatureKind.LockWaitShare => new(0.01, 0.05, 1.4, 0.02),
        FeatureKind.DependencyShare => new(0.05, 0.05, 1.3, 0.1),
        FeatureKind.Threads => new(1, 0.05, 1.5, 5),
        FeatureKind.OperationCalls => new(0.05, 0.02, 1.25, 0.5),
        FeatureKind.OperationTime => new(0.001, 0.05, 1.5, 0.01),
        _ => new(0.01, 0.05, 1.5, 0),
    };

    /// <summary>The value on the scale, the bad side up; of the rate, which is bad either way, more is up.</summary>
    public double Of(double value) => IsSigned
        ? Math.Asinh(value / Floor)
        : Math.Log(Math.Max(0, value) + Floor);

    /// <summary>The value that is there on the scale.</summary>
    public double Inverse(double scaled) =>
        IsSigned ? Math.Sinh(Math.Clamp(scaled, -80, 80)) * Floor : Math.Max(0, Math.Exp(Math.Min(scaled, 300)) - Floor);

    /// <summary>Whether a change to the bad side is large enough to matter.</summary>
    public bool IsMaterial(double value, double expected) =>
        value - expected >= ChangeMin && (value >= expected * RatioMin || expected <= 0);
}
