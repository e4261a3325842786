using System.Globalization;
using System.Text;

namespace Pipeline.Detection.Evaluation.Costing;

/// <summary>What detection costs, over what endpoints cost without it.</summary>
/// <param name="Options">How it was measured.</param>
/// <param name="Events">Events that each endpoint was fed while measured.</param>
/// <param name="CpuSecondsOff">CPU time of an endpoint's hour without detection, s.</param>
/// <param name="CpuSecondsOn">The same with detection, s.</param>
/// <param name="MemoryBytesOff">Managed memory of an endpoint without detection.</param>
/// <param name="MemoryBytesOn">The same with detection, its models at hand.</param>
/// <param name="SnapshotBytesOff">Snapshot of an endpoint without detection.</param>
/// <param name="SnapshotBytesOn">The same with detection.</param>
/// <param name="FitMs">CPU time of fitting a segment's forest, ms.</param>
/// <param name="ModelBytes">Managed memory of one model.</param>
/// <param name="Models">Models that an endpoint has.</param>
public sealed record DetectionCost(
    DetectionCostOptions Options,
    double Events,
    double CpuSecondsOff,
    double CpuSecondsOn,
    long MemoryBytesOff,
    long MemoryBytesOn,
    long SnapshotBytesOff,
    long SnapshotBytesOn,
    double FitMs,
    long ModelBytes,
    int Models)
{
    private const double SecondsPerHour = 3_600;
    private const double WindowsPerTraining = 360;
    private const double WindowsPerHour = 60;
    private const double MiB = 1024 * 1024;

    /// <summary>CPU time of detection in an endpoint's hour, s: judging and learning, not fitting.</summary>
    public double CpuSeconds => CpuSecondsOn - CpuSecondsOff;

    /// <summary>CPU time of fitting in an endpoint's hour, s.</summary>
    public double FitCpuSeconds => FitMs / 1_000 * Options.Segments * WindowsPerHour / WindowsPerTraining;

    /// <summary>Share of one core that detection and fitting take at real time, of all scaled endpoints together.</summary>
    public double CoreShare => (CpuSeconds + FitCpuSeconds) * Options.ScaledEndpoints / SecondsPerHour;

    public long MemoryBytes => MemoryBytesOn - MemoryBytesOff;

    public long SnapshotBytes => SnapshotBytesOn - SnapshotBytesOff;

    public string ToMarkdown()
    {
        StringBuilder text = new();
        Line(text, $"{Options.Endpoints} endpoints of {Options.Segments} segments and {Options.Operations} operations, {Options.EventsPerSecond} events a second each, {Options.Minutes} minutes after {Options.HistoryMinutes} of history; {Models} models each.");
        Line(text, $"");
        Line(text, $"| of an endpoint | without detection | with | detection |");
        Line(text, $"| --- | ---: | ---: | ---: |");
        Line(text, $"| CPU of an hour, ms | {CpuSecondsOff * 1e3:N0} | {CpuSecondsOn * 1e3:N0} | {CpuSeconds * 1e3:N0} |");
        Line(text, $"| managed memory, KiB | {MemoryBytesOff / 1024:N0} | {MemoryBytesOn / 1024:N0} | {MemoryBytes / 1024:N0} |");
        Line(text, $"| snapshot, KiB | {SnapshotBytesOff / 1024:N0} | {SnapshotBytesOn / 1024:N0} | {SnapshotBytes / 1024:N0} |");
        Line(text, $"");
        Line(text, $"A forest takes {FitMs:0.0} ms to fit and {ModelBytes / 1024:N0} KiB of memory.");
        Line(text, $"Scaled to {Options.ScaledEndpoints:N0} endpoints: {CoreShare:P1} of one core at real time, {FitCpuSeconds * Options.ScaledEndpoints / SecondsPerHour:P2} of it for fitting, and {MemoryBytes * (double)Options.ScaledEndpoints / MiB:N0} MiB.");
        return text.ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
