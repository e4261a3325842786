using Pipeline.Core.Features;
using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>Events allocate more, and leave more behind.</summary>
internal sealed class MemoryStorm : IncidentKind
{
    public override string Name => "memory";

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random) => new(
        new Disturbance { MemoryFactor = magnitude },
        nameof(FeatureKind.Allocated),
        static cause => cause.Feature.Kind is FeatureKind.Memory or FeatureKind.Allocated);
}
