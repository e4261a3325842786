using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>Calls of a dependency fail, and half of the events for it: 5 % x (magnitude - 1) of the calls more than usual.</summary>
internal sealed class DependencyErrors : IncidentKind
{
    public override string Name => "errors-dependency";

    private const double ErrorSharePerMagnitude = 0.05;

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random)
    {
        OperationProfile operation = DrawOperation(profile, ref random, "payments", EndpointProfile.Database);
        return PlantedChange.Of(operation, new Disturbance
        {
            Operation = profile.IndexOf(operation.Name),
            OperationErrorShare = ErrorSharePerMagnitude * (magnitude - 1),
        });
    }
}
