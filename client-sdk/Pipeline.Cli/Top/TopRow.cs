using Pipeline.Client.Queries;
using Pipeline.Protocol.Queries;

namespace Pipeline.Cli.Top;

/// <summary>One endpoint of the view.</summary>
/// <param name="Name">The endpoint.</param>
/// <param name="Rate">Calls per second.</param>
/// <param name="Errors">Calls that failed.</param>
/// <param name="ErrorShare">Share of the calls that failed, 0 to 1.</param>
/// <param name="P50Ms">Median duration; null if no event says, as are the next.</param>
/// <param name="P95Ms">95th percentile.</param>
/// <param name="P99Ms">99th percentile.</param>
/// <param name="CpuMs">CPU time per call.</param>
/// <param name="DbQueries">Database queries per call.</param>
/// <param name="TimeMsPerSecond">Time of all calls together per second.</param>
internal sealed record TopRow(
    string Name,
    double Rate,
    double Errors,
    double ErrorShare,
    double? P50Ms,
    double? P95Ms,
    double? P99Ms,
    double? CpuMs,
    double? DbQueries,
    double? TimeMsPerSecond)
{
    /// <summary>The whole endpoint, as the catalog knows it.</summary>
    public static TopRow Of(EndpointSummaryReport summary) => new(
        summary.Name,
        summary.Rate,
        summary.Errors,
        ShareOf(summary.Errors, summary.Count),
        summary.DurationMs?.P50,
        summary.DurationMs?.P95,
        summary.DurationMs?.P99,
        summary.CpuMs,
        summary.DbQueries,
        summary.TimeMsPerS);

    /// <summary>One segment, of which an endpoint's answer is short; null if it has no calls of that segment.</summary>
    public static TopRow? Of(EndpointReport report, string segment)
    {
        if (!report.Segments.TryGetValue(segment, out SegmentReport? part))
            return null;
        double seconds = (report.To - report.From) / 1_000.0 ?? 0;
        double rate = seconds > 0 ? part.Count / seconds : 0;
        DurationReport? duration = part.DurationMs;
        return new TopRow(
            report.Name, rate, part.Errors, ShareOf(part.Errors, part.Count), duration?.P50, duration?.P95, duration?.P99, null, null, rate * duration?.Mean);
    }

    /// <summary>The figure that a sort compares; what is unknown comes last.</summary>
    public double Figure(EndpointSort sort) => sort switch
    {
        EndpointSort.Rate => Rate,
        EndpointSort.Errors => Errors,
        EndpointSort.P95 => P95Ms ?? -1,
        EndpointSort.Cpu => CpuMs ?? -1,
        EndpointSort.DbQueries => DbQueries ?? -1,
        _ => TimeMsPerSecond ?? -1,
    };

    private static double ShareOf(double errors, double count) => count > 0 ? errors / count : 0;
}
