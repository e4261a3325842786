using Pipeline.Ml.Randomness;

namespace Pipeline.Detection.Evaluation.Traffic;

/// <summary>What wanders at an endpoint: its load, its rate, and the load of each dependency for itself.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class LoadFactors(EndpointProfile profile)
{
    private const double LoadSigma = 0.05;
    private const double DependencySigma = 0.04;
    private const double RateSigma = 0.05;

    private readonly LoadFactor _load = new(LoadSigma);
    private readonly LoadFactor _rate = new(RateSigma);
    private readonly LoadFactor[] _dependencies = [.. profile.Operations.Select(static _ => new LoadFactor(DependencySigma))];

    public double Load => _load.Value;

    public double Rate => _rate.Value;

    /// <summary>The load of the dependency that is this operation of the profile.</summary>
    public double Dependency(int operation) => _dependencies[operation].Value;

    /// <summary>Lets all wander on to a time: always in this order, for the same random numbers give the same traffic.</summary>
    public void MoveTo(long timeUnixMs, ref SeededRandom random)
    {
        _load.MoveTo(timeUnixMs, ref random);
        _rate.MoveTo(timeUnixMs, ref random);
        foreach (LoadFactor dependency in _dependencies)
            dependency.MoveTo(timeUnixMs, ref random);
    }
}
