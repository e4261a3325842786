using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>Calls of a dependency take longer.</summary>
internal sealed class DependencySlowdown : IncidentKind
{
    public override string Name => "slow-dependency";

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random)
    {
        OperationProfile operation = DrawOperation(profile, ref random, "payments", EndpointProfile.Database, EndpointProfile.Cache);
        return PlantedChange.Of(operation, new Disturbance { Operation = profile.IndexOf(operation.Name), TimeFactor = magnitude });
    }
}
