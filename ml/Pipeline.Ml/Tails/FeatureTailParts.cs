namespace Pipeline.Ml.Tails;

/// <summary>What a <see cref="FeatureTail"/> consists of and what is saved of it; everything else follows.</summary>
internal sealed record FeatureTailParts
{
    public required FeatureKind Kind { get; init; }

    public required TailSides Sides { get; init; }

    public required bool MissingIsSurprising { get; init; }

    /// <summary>Whether equal values are no coincidence: a seen value's own tail then counts one row more.</summary>
    public required bool IsDiscrete { get; init; }

    public required double PresentWeight { get; init; }

    public required double MissingWeight { get; init; }

    public required double Median { get; init; }

    public required double Scale { get; init; }

    /// <summary>Deviation from the median up to which a surprise is muted.</summary>
    public required double MinimumDeviation { get; init; }

    public required OrderStatistics Seen { get; init; }

    public required SideTail Upper { get; init; }

    public required SideTail Lower { get; init; }
}
