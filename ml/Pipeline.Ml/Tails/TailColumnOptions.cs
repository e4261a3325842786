namespace Pipeline.Ml.Tails;

/// <summary>What is known about one column; null leaves the matter to <see cref="TailOptions"/>, or to the data.</summary>
public sealed record TailColumnOptions
{
    /// <summary>
    /// <see cref="FeatureKind.Count"/> or <see cref="FeatureKind.Continuous"/>. A column that never varied, or never came, is still
    /// reported as such, and then this says what it would be if it varied. A count may hold fractions (mean calls per event).
    /// </summary>
    public FeatureKind? Kind { get; init; }

    public TailSides? Sides { get; init; }

    /// <summary>As <see cref="TailOptions.MinimumAbsoluteDeviation"/>; in the column's unit, finite, at least 0.</summary>
    public double? MinimumAbsoluteDeviation { get; init; }

    /// <summary>As <see cref="TailOptions.MinimumRelativeDeviation"/>; finite, at least 0.</summary>
    public double? MinimumRelativeDeviation { get; init; }
}
