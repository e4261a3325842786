using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>Two days and a half of sparse traffic that swings over the day, nothing planted: everything must stay quiet.</summary>
internal sealed class DailySeason : IncidentKind
{
    public override string Name => "season";

    public override bool IsIncident => false;

    public override bool HasMagnitude => false;

    public override double RunShare => 0.25;

    public override Season Season { get; } = new(0.7, 0.2);

    public override double DrawRate(ref SeededRandom random) => Draws.Between(ref random, 0.1, 0.3);

    public override PlantedTimes DrawTimes(EndpointProfile profile, ref SeededRandom random) =>
        new(TimeSpan.FromHours(54), TimeSpan.FromHours(6), TimeSpan.Zero);

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random) =>
        new(Disturbance.None, "", static _ => false);
}
