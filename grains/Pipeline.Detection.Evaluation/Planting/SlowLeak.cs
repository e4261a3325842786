using Pipeline.Core.Features;
using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>Memory left behind, or the time of an operation, grows for 30 minutes up to the magnitude, and stays there for ten.</summary>
internal sealed class SlowLeak : IncidentKind
{
    public override string Name => "slow-leak";

    private static readonly TimeSpan Growth = TimeSpan.FromMinutes(30);

    public override bool IsStep => false;

    public override PlantedTimes DrawTimes(EndpointProfile profile, ref SeededRandom random) =>
        base.DrawTimes(profile, ref random) with { Incident = Growth + TimeSpan.FromMinutes(10) };

    public override PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random)
    {
        if (random.NextInt32(2) == 0)
        {
            return new PlantedChange(
                new Disturbance { MemoryFactor = magnitude },
                nameof(FeatureKind.Memory),
                static cause => cause.Feature.Kind is FeatureKind.Memory or FeatureKind.Allocated);
        }

        OperationProfile operation = DrawOperation(profile, ref random, "payments", "template.render", EndpointProfile.Database);
        return PlantedChange.Of(operation, new Disturbance { Operation = profile.IndexOf(operation.Name), TimeFactor = magnitude });
    }

    public override double ShareAt(TimeSpan sinceStart) => sinceStart / Growth;
}
