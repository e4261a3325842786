using Pipeline.Core.Features;
using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>Lookups in the cache miss more often, and each miss is a query: the factor is on the share of misses.</summary>
internal sealed class CacheMissStorm : IncidentKind
{
    public override string Name => "cache-misses";

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random) => new(
        new Disturbance { MissFactor = magnitude },
        nameof(FeatureKind.CacheHitShare),
        static cause => cause.Feature.Kind is FeatureKind.CacheHitShare or FeatureKind.DbQueries
            || (cause.Feature.Kind is FeatureKind.OperationCalls or FeatureKind.OperationCallsTail && cause.Feature.Operation == EndpointProfile.Database));
}
