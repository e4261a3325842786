using System.Diagnostics;
using System.Text;

namespace Pipeline.Cli.Bench.Alerts;

/// <summary>Events that were long past when they came, with a function that is called too often among them.</summary>
internal static class OldEvents
{
    public const string HistoryEndpoint = "/history";
    public const string SpoolEndpoint = "/spool";

    private static readonly DateTimeOffset s_year = new(2015, 5, 17, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Half an hour of 2015, ill in its second half.</summary>
    public static string History()
    {
        long from = s_year.ToUnixTimeMilliseconds();
        StringBuilder lines = new();
        AlertTraffic.Add(lines, HistoryEndpoint, "json.dumps", from, 900, 3);
        AlertTraffic.Add(lines, HistoryEndpoint, "json.dumps", from + 900_000, 900, AlertTraffic.CallsIll);
        return lines.ToString();
    }

    /// <summary>Two hours that ended an hour ago, ill in their last quarter.</summary>
    public static string Spool(long nowUnixMs)
    {
        StringBuilder lines = new();
        AlertTraffic.Add(lines, SpoolEndpoint, "json.dumps", nowUnixMs - (180 * 60_000), 90 * 60, 3);
        AlertTraffic.Add(lines, SpoolEndpoint, "json.dumps", nowUnixMs - (90 * 60_000), 30 * 60, AlertTraffic.CallsIll);
        return lines.ToString();
    }

    /// <summary>Sends a file as <c>pipeline send</c> does, and answers its last line.</summary>
    public static async Task<string> SendAsync(string file, Uri silo, CancellationToken cancellationToken)
    {
        string host = Environment.ProcessPath ?? "dotnet";
        string[] program = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [typeof(OldEvents).Assembly.Location] : [];
        ProcessStartInfo start = new(host, [.. program, "send", file, "--to", silo.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process send = Process.Start(start) ?? throw new BenchException("pipeline send did not start");
        Task<string> errors = send.StandardError.ReadToEndAsync(cancellationToken);
        string[] lines = (await send.StandardOutput.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string said = await errors;
        await send.WaitForExitAsync(cancellationToken);
        return send.ExitCode == 0 ? lines.LastOrDefault() ?? said.Trim() : throw new BenchException($"pipeline send: {said}");
    }
}
