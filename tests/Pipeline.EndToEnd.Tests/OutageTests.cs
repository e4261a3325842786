using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests;

/// <summary>A recording client whose silo is killed and comes back: <c>bench outage</c>, which accounts for every call, with a short outage.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task Outage_WithAndWithoutASpool_EveryCallIsCountedAndEveryDropIsKnown()
    {
        await using ToolProcess bench = ToolProcess.Start(
            "Pipeline.Cli",
            ["bench", "outage", "--down", "3", "--around", "1", "--rate", "4000", "--backlog-kib", "64"],
            new Dictionary<string, string> { ["PIPELINE_SILO"] = Path.Combine(AppContext.BaseDirectory, "Pipeline.Silo.dll") });
        int exitCode = await bench.WaitForExitAsync();

        Assert.True(exitCode == 0, bench.Output);
        JsonNode result = JsonNode.Parse(bench.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Last(line => line.StartsWith('{')))!;
        foreach (string run in (string[])["spool", "memory"])
        {
            JsonNode figures = result[run]!;
            Assert.Equal((long)figures["recorded"]!, (long)figures["counted"]!);
            Assert.True((long)figures["details_at_silo"]! > 0);
            Assert.True((long)figures["retries"]! > 0);
            Assert.InRange((double)figures["backlog_mb_max"]!, 0, 0.1);
        }

        Assert.True((double)result["spool"]!["spool_mb_max"]! > 0);
    }
}
