using Pipeline.Detection.Options;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>What is planted.</summary>
public sealed record PlantedOptions
{
    /// <summary>The magnitudes from which on an incident must be found.</summary>
    public const double MustBeFoundFrom = 2;

    /// <summary>Decides everything that is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Names of the kinds; none for all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Factors on what the kinds change, each above 1 and at most 100.</summary>
    public IReadOnlyList<double> Magnitudes { get; init; } = [1.2, 1.5, 2, 5];

    /// <summary>Incidents of each kind and magnitude, 1 to 1,000.</summary>
    public int Incidents { get; init; } = 13;

    /// <summary>Runs at the same time, 1 to 256.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    public DetectionOptions Detection { get; init; } = DetectionOptions.Default;

    /// <summary>Names of all kinds.</summary>
    public static IReadOnlyList<string> KindNames { get; } = [.. IncidentKinds.All.Select(static kind => kind.Name)];
}
