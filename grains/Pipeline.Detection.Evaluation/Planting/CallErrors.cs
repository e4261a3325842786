using Pipeline.Core.Features;
using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>Events fail without any operation failing: 5 % x (magnitude - 1) of them more than usual.</summary>
internal sealed class CallErrors : IncidentKind
{
    public override string Name => "errors-calls";

    private const double ErrorSharePerMagnitude = 0.05;

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random) => new(
        new Disturbance { ErrorShare = ErrorSharePerMagnitude * (magnitude - 1) },
        nameof(FeatureKind.ErrorShare),
        static cause => cause.Feature.Kind == FeatureKind.ErrorShare);
}
