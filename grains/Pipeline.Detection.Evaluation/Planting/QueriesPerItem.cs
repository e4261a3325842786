using Pipeline.Core.Features;
using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>A query for each item of the request, where one was enough: the factor is on the mean of the queries.</summary>
internal sealed class QueriesPerItem : IncidentKind
{
    public override string Name => "n-plus-1";

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random)
    {
        OperationProfile database = profile.Operations[profile.IndexOf(EndpointProfile.Database)];
        double misses = profile.Operations[profile.IndexOf(EndpointProfile.Cache)].MeanCalls * (1 - profile.HitShare);
        return new PlantedChange(
            new Disturbance
            {
                Operation = profile.IndexOf(database.Name),
                CallsPerItem = (magnitude - 1) * (database.MeanCalls + misses) / profile.MeanItems,
            },
            database.Name,
            static cause => cause.Feature.Kind == FeatureKind.DbQueries || (cause.Feature.IsOfOperation && cause.Feature.Operation == EndpointProfile.Database));
    }
}
