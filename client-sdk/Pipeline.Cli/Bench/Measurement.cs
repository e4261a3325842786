using System.Diagnostics;

namespace Pipeline.Cli.Bench;

/// <summary>What was read at the start and at the end of the measured part.</summary>
/// <param name="StartTimestamp">On the clock's own scale.</param>
/// <param name="EndTimestamp">On the clock's own scale.</param>
/// <param name="Elapsed">Between the two.</param>
/// <param name="Events">Acknowledged between the two.</param>
/// <param name="CpuTime">Used by the silo between the two.</param>
internal sealed record Measurement(long StartTimestamp, long EndTimestamp, TimeSpan Elapsed, long Events, TimeSpan CpuTime)
{
    private const double Million = 1e6;

    /// <summary>Events acknowledged per second.</summary>
    public double EventsPerSecond => Events / Elapsed.TotalSeconds;

    /// <summary>CPU seconds of the silo per million events.</summary>
    public double CpuSecondsPerMillion => CpuTime.TotalSeconds / Math.Max(Events, 1) * Million;

    /// <summary>Latencies of the answers that came within the measured part, ascending, ms.</summary>
    public double[] LatenciesMs(IEnumerable<LoadConnection> connections)
    {
        double[] latencies =
        [
            .. connections
                .SelectMany(static connection => connection.Acknowledgements)
                .Where(answer => answer.Timestamp >= StartTimestamp && answer.Timestamp <= EndTimestamp)
                .Select(static answer => answer.LatencyMs),
        ];
        Array.Sort(latencies);
        return latencies;
    }

    /// <summary>The smallest value that at least the share <paramref name="quantile"/> does not exceed; 0 where there are none.</summary>
    public static double Quantile(ReadOnlySpan<double> ascending, double quantile)
    {
        Debug.Assert(quantile is > 0 and <= 1, "A quantile is a share.");
        return ascending.IsEmpty ? 0 : ascending[(int)Math.Ceiling(quantile * ascending.Length) - 1];
    }
}
