using Pipeline.Core.Features;

namespace Pipeline.Detection.Training;

/// <summary>What a feature has to do with the forest's surprise at a window.</summary>
/// <param name="Feature">What.</param>
/// <param name="Share">Of all that makes the window unusual, above 0, at most 1.</param>
public readonly record struct ForestShare(Feature Feature, double Share);
