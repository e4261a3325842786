using Pipeline.Protocol.Queries;

namespace Pipeline.Cli.Tests.Top;

/// <summary>Made-up answers of a silo over five minutes; a quarter of each endpoint's calls are premium.</summary>
internal static class Reports
{
    /// <summary>What the catalog would say of the same endpoint.</summary>
    public static EndpointSummaryReport Summarise(EndpointReport report) => new(
        report.Name, report.AsOf, report.From, report.To, report.Events, report.Count, 0, report.Errors, report.Count / 300,
        new SummaryDurationReport(report.DurationMs!.Mean, report.DurationMs.P50, report.DurationMs.P95, report.DurationMs.P99, report.DurationMs.Max),
        12, 3, report.Count / 300 * report.DurationMs.Mean, ["premium"]);

    public static EndpointReport Create(string name, double count, double errors, double meanMs)
    {
        DurationReport duration = new(meanMs, meanMs * 0.8, meanMs * 2, meanMs * 3, meanMs * 4, false, null);
        OperationReport operation = new("json.dumps", "function", 847, 900, 5, null, null, 1, null);
        return new EndpointReport(
            name, 1_000_000, 1_300_000, 1_299_999, (long)count, count, 0, errors, duration,
            new Dictionary<string, ResourceReport> { ["cpu_ms"] = new(12, 12 * count, 20, 1), ["db_queries"] = new(3, 3 * count, 9, 1) },
            [operation],
            new Dictionary<string, ValueReport>(),
            [],
            0,
            new RefusedReport(0, 0),
            new OverflowReport(0, 0, 0),
            new Dictionary<string, SegmentReport> { ["premium"] = new((long)count / 4, count / 4, 0, errors / 5, duration, [operation with { PerEvent = 12 }]) });
    }
}
