using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>An operation is called far more often, in one request of a hundred only: the factor is on the mean over all requests of the segment.</summary>
internal sealed class RareCallCountExplosion : IncidentKind
{
    public override string Name => "call-count-1pct";

    private const double RequestShare = 0.01;

    /// <summary>One request in a hundred is only there to be seen where there are some hundreds in a few windows.</summary>
    public override double DrawRate(ref SeededRandom random) => Draws.Between(ref random, 30, 50);

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random)
    {
        OperationProfile operation = DrawOperation(profile, ref random, "json.dumps", "template.render", "item.parse");
        return PlantedChange.Of(operation, new Disturbance
        {
            Segment = profile.Segments[0],
            RequestShare = RequestShare,
            Operation = profile.IndexOf(operation.Name),
            CallsFactor = 1 + ((magnitude - 1) / RequestShare),
        });
    }
}
