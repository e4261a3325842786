using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>An event every 10 to 60 s; an operation is called more often, for everybody, for as long as 60 events take and at least 5 minutes.</summary>
internal sealed class SparseEndpoint : IncidentKind
{
    public override string Name => "sparse";

    private const int EventsOfIncident = 60;
    private const int EventsBefore = 1_500;

    public override bool IsStep => false;

    public override double DrawRate(ref SeededRandom random) => 1 / Draws.Between(ref random, 10, 60);

    public override PlantedTimes DrawTimes(EndpointProfile profile, ref SeededRandom random)
    {
        double seconds = Math.Max(300, EventsOfIncident / profile.RatePerSecond);
        return new PlantedTimes(TimeSpan.FromSeconds(EventsBefore / profile.RatePerSecond), TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds));
    }

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random)
    {
        OperationProfile operation = DrawOperation(profile, ref random, "json.dumps", "template.render", "item.parse");
        return PlantedChange.Of(operation, new Disturbance { Operation = profile.IndexOf(operation.Name), CallsFactor = magnitude });
    }
}
