using Pipeline.EventLog.Verification;

namespace Pipeline.Silo.Maintenance;

/// <summary>Says what a verification found.</summary>
internal static class ReportPrinter
{
    /// <returns>The exit code: 0 when the log is sound.</returns>
    public static async Task<int> PrintAsync(VerificationReport report)
    {
        foreach (string problem in report.Problems)
            await Console.Error.WriteLineAsync(problem);
        if (report.HasMoreProblems)
            await Console.Error.WriteLineAsync("... and more.");
        await Console.Out.WriteLineAsync(
            $"{report.Frames} frames, {report.Entries} entries, {report.Bytes} bytes, {report.Streams} streams, {report.Snapshots} snapshots, {report.Cells} cells: " +
            (report.IsSound ? "sound" : $"{report.Problems.Count} problems"));
        return report.IsSound ? 0 : 1;
    }
}
