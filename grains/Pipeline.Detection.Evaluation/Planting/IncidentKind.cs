using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>A kind of incident that can be planted into an endpoint's traffic: one class each.</summary>
internal abstract class IncidentKind
{
    /// <summary>As on the command line and in the table.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it must be found; false for traffic that must not raise an anomaly.</summary>
    public virtual bool IsIncident => true;

    /// <summary>Whether it knows more and less; where not, it is run as often but its row has no magnitude.</summary>
    public virtual bool HasMagnitude => true;

    /// <summary>Whether it is there at once, so that the delay of its detection can be asked for in windows.</summary>
    public virtual bool IsStep => true;

    /// <summary>Runs of it for each incident that is asked for, at least one: long ones are run less often.</summary>
    public virtual double RunShare => 1;

    /// <summary>Events per second of the endpoint.</summary>
    public virtual double DrawRate(ref SeededRandom random) => Draws.Between(ref random, 8, 20);

    /// <summary>How the endpoint's traffic swings over the day.</summary>
    public virtual Season Season => Season.None;

    /// <summary>Times of normal traffic, incident and recovery.</summary>
    /// <param name="profile">The endpoint.</param>
    /// <param name="random">Decides what is left open.</param>
    public virtual PlantedTimes DrawTimes(EndpointProfile profile, ref SeededRandom random) =>
        new(TimeSpan.FromSeconds(2_400 + random.NextInt32(1_200)), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));

    /// <summary>Draws what changes.</summary>
    /// <param name="profile">The endpoint.</param>
    /// <param name="magnitude">Factor on what the kind changes; of no meaning without <see cref="HasMagnitude"/>.</param>
    /// <param name="random">Decides what is left open.</param>
    public abstract PlantedChange Draw(EndpointProfile profile, double magnitude, ref SeededRandom random);

    /// <summary>How much of the change is there.</summary>
    /// <param name="sinceStart">Time since the incident's start.</param>
    public virtual double ShareAt(TimeSpan sinceStart) => 1;

    /// <summary>One of the operations that are calls of code or of a device, none that follows from the cache.</summary>
    protected static OperationProfile DrawOperation(EndpointProfile profile, ref SeededRandom random, params ReadOnlySpan<string> names) =>
        profile.Operations[profile.IndexOf(names[random.NextInt32(names.Length)])];

    protected static string DrawSegment(EndpointProfile profile, ref SeededRandom random) => profile.Segments[random.NextInt32(profile.Segments.Count)];
}
