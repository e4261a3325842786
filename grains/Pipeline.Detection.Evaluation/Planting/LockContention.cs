using Pipeline.Core.Features;
using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>Events wait longer for locks.</summary>
internal sealed class LockContention : IncidentKind
{
    public override string Name => "locks";

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random) => new(
        new Disturbance { LockFactor = magnitude },
        nameof(FeatureKind.LockWaitShare),
        static cause => cause.Feature.Kind == FeatureKind.LockWaitShare);
}
