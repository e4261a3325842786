using Pipeline.Core.Features;
using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>No events at all.</summary>
internal sealed class Silence : IncidentKind
{
    public override string Name => "silence";

    public override bool HasMagnitude => false;

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random) => new(
        new Disturbance { RateFactor = 0 },
        nameof(FeatureKind.Rate),
        static cause => cause.Feature.Kind == FeatureKind.Rate);
}
