using System.Globalization;

namespace Pipeline.Ml.Thresholds;

/// <summary>A promise: at most so many false episodes in so many observations, on average over the long run.</summary>
/// <remarks>
/// An <em>episode</em> is a run of exceedances of a threshold that <see cref="EpisodeCounter"/> takes as one. One week of one-minute
/// windows and one false alarm: <c>new LongRunRate(1, 7 * 24 * 60)</c>.
/// </remarks>
public readonly record struct LongRunRate
{
    /// <param name="episodes">False episodes allowed, above 0.</param>
    /// <param name="observations">In how many observations, at least as many.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range or not finite.</exception>
    public LongRunRate(double episodes, double observations)
    {
        if (!(episodes > 0 && double.IsFinite(episodes)))
            throw new ArgumentOutOfRangeException(nameof(episodes), episodes, "Episodes must be above 0 and finite.");
        if (!(observations >= episodes && double.IsFinite(observations)))
            throw new ArgumentOutOfRangeException(nameof(observations), observations, "There must be an observation for every episode.");
        Episodes = episodes;
        Observations = observations;
    }

    public double Episodes { get; }

    public double Observations { get; }

    /// <summary>Episodes per observation, in (0, 1].</summary>
    public double PerObservation => Episodes / Observations;

    /// <summary>Episodes to expect at most, on average, in so many observations.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative number of observations.</exception>
    public double ExpectedIn(long observations)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(observations);
        return observations * PerObservation;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Episodes:0.###} in {Observations:0.###} observations");
}
