using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>A deployment after which an operation takes longer, for good: one episode, however long it stays.</summary>
internal sealed class LevelShift : IncidentKind
{
    public override string Name => "level-shift";

    public override PlantedTimes DrawTimes(EndpointProfile profile, ref SeededRandom random) =>
        base.DrawTimes(profile, ref random) with { Incident = TimeSpan.FromMinutes(20), After = TimeSpan.Zero };

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random)
    {
        OperationProfile operation = DrawOperation(profile, ref random, "template.render", "item.parse", "payments");
        return PlantedChange.Of(operation, new Disturbance { Operation = profile.IndexOf(operation.Name), TimeFactor = magnitude });
    }
}
