namespace Pipeline.Benchmarks.Recording;

/// <summary>What one variant costs a call at a number of threads.</summary>
/// <param name="Variant">Its name.</param>
/// <param name="ThreadCount">Threads that recorded at the same time.</param>
/// <param name="MedianNs">Median of all bursts, ns a call on its thread.</param>
/// <param name="MinimumNs">Least of the rounds' medians.</param>
/// <param name="Bytes">Mean of bytes that the recording thread allocated for a call.</param>
internal sealed record RecordFigure(string Variant, int ThreadCount, double MedianNs, double MinimumNs, double Bytes)
{
    /// <param name="variant">Its name.</param>
    /// <param name="threadCount">Threads at the same time.</param>
    /// <param name="rounds">The samples of each round.</param>
    public static RecordFigure Of(string variant, int threadCount, IReadOnlyList<IReadOnlyList<BurstSample>> rounds) => new(
        variant,
        threadCount,
        Median(rounds.SelectMany(static round => round)),
        rounds.Min(Median),
        rounds.SelectMany(static round => round).Average(static sample => sample.Bytes));

    private static double Median(IEnumerable<BurstSample> samples)
    {
        double[] sorted = [.. samples.Select(static sample => sample.Ns).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
