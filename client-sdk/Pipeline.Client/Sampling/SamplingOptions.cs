namespace Pipeline.Client.Sampling;

/// <summary>Which calls are kept in detail. Every call is counted exactly whatever stands here.</summary>
public sealed class SamplingOptions
{
    /// <summary>Segments whose calls are always kept, within the upper bound. Default: <c>premium</c>.</summary>
    public IList<string> AlwaysSegments { get; } = ["premium"];

    /// <summary>Probability of the other calls while the processors are little used. 0 to 1, default 0.05.</summary>
    public double Probability { get; set; } = 0.05;

    /// <summary>Probability from <see cref="BusyLoad"/> on. Default 0.01.</summary>
    public double BusyProbability { get; set; } = 0.01;

    /// <summary>Probability from <see cref="OverloadedLoad"/> on. Default 0.001.</summary>
    public double OverloadedProbability { get; set; } = 0.001;

    /// <summary>Share of the processors that the process may use, in use, from which the service is busy. 0 to 1, default 0.6.</summary>
    public double BusyLoad { get; set; } = 0.6;

    /// <summary>Share from which it is overloaded. Default 0.8.</summary>
    public double OverloadedLoad { get; set; } = 0.8;

    /// <summary>Probabilities of single endpoints, 0 to 1, whatever the load and the segment.</summary>
    public IDictionary<string, double> Endpoints { get; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>
    /// Asked for each call, with its endpoint and segment, before anything is known of it: true keeps it. Null asks nothing. Must be fast and
    /// thread-safe, and must not look at how the call will end: what it chooses is not scaled up.
    /// </summary>
    public Func<string, string, bool>? Keep { get; set; }

    /// <summary>Whether calls that fail are kept. Default true.</summary>
    public bool KeepErrors { get; set; } = true;

    /// <summary>Whether the slowest calls, about one in a hundred, are kept. Default true.</summary>
    public bool KeepSlow { get; set; } = true;

    /// <summary>Details of an endpoint in a second, aimed at over all threads and segments. 1 to 1,000,000, default 1,000.</summary>
    /// <remarks>A thread keeps at most so many of a segment and second, and about ln n of n calls beyond; the next seconds' probabilities follow the rate.</remarks>
    public int DetailsPerSecondMax { get; set; } = 1_000;

    /// <summary>Share of calls whose allocated bytes are read. 0 to 1, default 1/16.</summary>
    public double AllocationShare { get; set; } = 1.0 / 16;

    /// <summary>Share of calls whose processor time is read, which costs about a microsecond. 0 to 1, default 1/64.</summary>
    public double CpuShare { get; set; } = 1.0 / 64;

    internal IEnumerable<string> Problems()
    {
        foreach ((string name, double value) in ((string, double)[])[
            (nameof(Probability), Probability), (nameof(BusyProbability), BusyProbability), (nameof(OverloadedProbability), OverloadedProbability),
            (nameof(BusyLoad), BusyLoad), (nameof(OverloadedLoad), OverloadedLoad), (nameof(AllocationShare), AllocationShare), (nameof(CpuShare), CpuShare)])
        {
            if (value is not (>= 0 and <= 1))
                yield return $"Sampling.{name} is {value}: it takes 0 to 1.";
        }

        foreach ((string endpoint, double probability) in Endpoints)
        {
            if (probability is not (>= 0 and <= 1))
                yield return $"Sampling.Endpoints[{endpoint}] is {probability}: it takes 0 to 1.";
        }

        if (OverloadedLoad < BusyLoad)
            yield return "Sampling.OverloadedLoad is below Sampling.BusyLoad.";
        if (DetailsPerSecondMax is < 1 or > 1_000_000)
            yield return $"Sampling.DetailsPerSecondMax is {DetailsPerSecondMax}: it takes 1 to 1,000,000.";
    }
}
