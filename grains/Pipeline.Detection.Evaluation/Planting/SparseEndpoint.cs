using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>An event every 10 to 60 s; an operation is called more often, for everybody, for as long as 120 events take.</summary>
internal sealed class SparseEndpoint : IncidentKind
{
    public override string Name => "sparse";

    private const int EventsOfIncident = 120;
    private const int EventsBefore = 3_000;

    public override bool IsStep => false;

    public override double DrawRate(ref SeededRandom random) => 1 / Draws.Between(ref random, 10, 60);

    public override PlantedTimes DrawTimes(EndpointProfile profile, ref SeededRandom random)
    {
        double seconds = EventsOfIncident / profile.RatePerSecond;
        TimeSpan incident = TimeSpan.FromSeconds(seconds);
        return new PlantedTimes(TimeSpan.FromSeconds(EventsBefore / profile.RatePerSecond), incident, incident);
    }

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random)
    {
        OperationProfile operation = DrawOperation(profile, ref random, "json.dumps", "template.render", "item.parse");
        return PlantedChange.Of(operation, new Disturbance { Operation = profile.IndexOf(operation.Name), CallsFactor = magnitude });
    }
}
