using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>An operation is called more often, for the requests of one segment.</summary>
internal sealed class CallCountExplosion : IncidentKind
{
    public override string Name => "call-count";

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random)
    {
        OperationProfile operation = DrawOperation(profile, ref random, "json.dumps", "template.render", "item.parse");
        return PlantedChange.Of(operation, new Disturbance
        {
            Segment = DrawSegment(profile, ref random),
            Operation = profile.IndexOf(operation.Name),
            CallsFactor = magnitude,
        });
    }
}
