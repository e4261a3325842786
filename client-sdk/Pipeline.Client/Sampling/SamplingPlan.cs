namespace Pipeline.Client.Sampling;

/// <summary>The probabilities of all keys, from options, load, rates and what the guard allows.</summary>
internal sealed class SamplingPlan(SamplingOptions options)
{
    private readonly HashSet<string> _alwaysSegments = new(options.AlwaysSegments, StringComparer.Ordinal);

    /// <summary>Probability of a key at a load, before rates are looked at.</summary>
    /// <param name="endpoint">Whose calls.</param>
    /// <param name="segment">For whom.</param>
    /// <param name="load">Share of the processors in use, 0 to 1.</param>
    public double Probability(string endpoint, string segment, double load)
    {
        if (options.Endpoints.TryGetValue(endpoint, out double own))
            return own;
        if (_alwaysSegments.Contains(segment))
            return 1;
        return load >= options.OverloadedLoad ? options.OverloadedProbability
            : load >= options.BusyLoad ? options.BusyProbability
            : options.Probability;
    }

    /// <summary>Sets the probabilities of one endpoint's keys for the next seconds.</summary>
    /// <param name="keys">The endpoint's keys with their recent calls.</param>
    /// <param name="seconds">How long <see cref="KeyControl.RecentCalls"/> were counted.</param>
    /// <param name="load">Share of the processors in use.</param>
    /// <param name="ceiling">What the guard allows at most, 0 to 1.</param>
    public void Adjust(IReadOnlyList<KeyControl> keys, double seconds, double load, double ceiling)
    {
        double expected = 0;
        foreach (KeyControl control in keys)
            expected += control.RecentCalls / seconds * Math.Min(ceiling, Probability(control.Key.Endpoint, control.Key.Segment, load));
        int threads = Math.Max(1, keys.Sum(control => control.ThreadCount));
        double scale = expected > options.DetailsPerSecondMax ? options.DetailsPerSecondMax / expected : 1;
        foreach (KeyControl control in keys)
        {
            control.Key.Probability = scale * Math.Min(ceiling, Probability(control.Key.Endpoint, control.Key.Segment, load));
            control.Key.KeptPerThreadMax = KeptPerThreadMax(options.DetailsPerSecondMax * ceiling, threads);
            control.AdjustSlow(options.KeepSlow);
            control.ForgetRecent();
        }
    }

    /// <summary>Four times a thread's fair share, since calls are not spread evenly; a few in any case.</summary>
    private static int KeptPerThreadMax(double detailsMax, int threads) => (int)Math.Max(1, Math.Min(detailsMax, Math.Max(4, 4 * detailsMax / threads)));
}
