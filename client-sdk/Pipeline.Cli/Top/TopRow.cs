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
    /// <summary>The whole endpoint.</summary>
    public static TopRow Of(EndpointReport report) => Create(
        report.Name, report, report.Count, report.Errors, report.DurationMs, PerEvent(report, "cpu_ms"), PerEvent(report, "db_queries"));

    /// <summary>One of its segments, of which an endpoint's answer is short; null if it has no calls of that segment.</summary>
    public static TopRow? Of(EndpointReport report, string segment) => report.Segments.TryGetValue(segment, out SegmentReport? part)
        ? Create(report.Name, report, part.Count, part.Errors, part.DurationMs, null, null)
        : null;

    /// <summary>The figure that a sort compares; what is unknown comes last.</summary>
    public double Figure(TopSort sort) => sort switch
    {
        TopSort.Rate => Rate,
        TopSort.Errors => Errors,
        TopSort.P95 => P95Ms ?? -1,
        TopSort.Cpu => CpuMs ?? -1,
        TopSort.DbQueries => DbQueries ?? -1,
        _ => TimeMsPerSecond ?? -1,
    };

    private static TopRow Create(string name, EndpointReport covered, double count, double errors, DurationReport? duration, double? cpuMs, double? dbQueries)
    {
        double seconds = (covered.To - covered.From) / 1_000.0 ?? 0;
        double rate = seconds > 0 ? count / seconds : 0;
        return new TopRow(
            name, rate, errors, count > 0 ? errors / count : 0, duration?.P50, duration?.P95, duration?.P99, cpuMs, dbQueries, rate * duration?.Mean);
    }

    private static double? PerEvent(EndpointReport report, string resource) =>
        report.Resources.TryGetValue(resource, out ResourceReport? usage) ? usage.PerEvent : null;
}
