using Pipeline.Core.Features;
using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>Ten times as many events, each like before: a notice at most, no anomaly.</summary>
internal sealed class TrafficSurge : IncidentKind
{
    public override string Name => "traffic-x10";

    private const double Factor = 10;

    public override bool IsIncident => false;

    public override bool HasMagnitude => false;

    public override double RunShare => 0.5;

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random) => new(
        new Disturbance { RateFactor = Factor },
        nameof(FeatureKind.Rate),
        static cause => cause.Feature.Kind == FeatureKind.Rate);
}
