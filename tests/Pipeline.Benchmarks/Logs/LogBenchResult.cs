using System.Runtime.InteropServices;
using System.Text.Json;

namespace Pipeline.Benchmarks.Logs;

/// <summary>The figures of one <c>bench log</c>: both logs in turn, in one process, on one disk.</summary>
internal sealed record LogBenchResult(LogBenchOptions Options, IReadOnlyList<LogFigures> Logs)
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Runtime { get; } = RuntimeInformation.FrameworkDescription;

    public int Processors { get; } = Environment.ProcessorCount;

    public void WriteTable(TextWriter output)
    {
        output.WriteLine($"{"",-34}{string.Concat(Logs.Select(figures => $"{figures.Log,16}"))}");
        Write("entries/s", static figures => figures.EntriesPerSecond);
        Write("us an entry", static figures => figures.MicrosecondsPerEntry);
        Write("CPU us an entry, this process", static figures => figures.CpuMicrosecondsPerEntry);
        Write("CPU us an entry, server", static figures => figures.ServerCpuMicrosecondsPerEntry);
        Write("entries a commit", static figures => figures.EntriesPerCommit);
        Write("bytes written an entry", static figures => figures.WrittenBytesPerEntry);
        Write("bytes of server memory an entry", static figures => figures.ServerMemoryBytesPerEntry);
        Write("us a lone append, median", static figures => figures.LoneMicroseconds);
        Write("us a lone append, 99 %", static figures => figures.LoneMicrosecondsP99);
        Write("entries read back/s", static figures => figures.ReadEntriesPerSecond);
        Write("ms a snapshot of 64 MiB", static figures => figures.LargestSnapshotMs);
        Write("ms the longest append beside it", static figures => figures.AppendBesideSnapshotMsMax);

        void Write(string name, Func<LogFigures, double> figure) =>
            output.WriteLine($"{name,-34}{string.Concat(Logs.Select(figures => $"{figure(figures),16:0.0}"))}");
    }

    /// <summary>One JSON object on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}
