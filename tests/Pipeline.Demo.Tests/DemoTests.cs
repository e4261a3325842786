using System.Text.Json.Nodes;
using Pipeline.EndToEnd.Tests;
using Pipeline.Testing;

namespace Pipeline.Demo.Tests;

/// <summary>Plays the demo as continuous integration would, with its real processes.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>It takes what the machine gives for what users get, so it wants the machine for itself: tests/run plays it last, and alone.</summary>
    [Fact]
    [Trait("Alone", "true")]
    public async Task Demo_ActOneFast_TellsOnceWithTheCauseFirst()
    {
        await using ToolProcess demo = StartActOne();
        int exitCode = await demo.WaitForExitAsync();
        string line = demo.Output.Split('\n').FirstOrDefault(static text => text.StartsWith("{\"demo\"", StringComparison.Ordinal)) ?? string.Empty;
        Assert.True(line.Length > 0, demo.Output);
        JsonNode figures = JsonNode.Parse(line)!;
        JsonNode act = figures["act1"]!;

        Assert.True((double?)act["before_calls_per_event"] == 3, demo.Output);

        // A visit of the version before that took longer than a second would be among them.
        Assert.True((double?)act["nested_calls_per_event"] is > 800 and <= 847, demo.Output);
        Assert.True((double?)act["nested_users_p50_ms"] > (double?)act["before_users_p50_ms"], demo.Output);
        Assert.True((double?)act["seconds_to_anomaly"] > 0, demo.Output);
        Assert.Empty(FoldersLeft());

        Assert.True(exitCode == 0, demo.Output);
        Assert.Empty(figures["missing"]!.AsArray());
        Assert.True((double?)act["seconds_to_message"] > 0, demo.Output);
        Assert.True((double?)act["seconds_to_resolved"] > 0, demo.Output);
        Assert.Equal(1, (int?)act["incidents"]);
    }

    [Fact]
    public async Task Demo_UnknownAct_IsRefused()
    {
        await using ToolProcess demo = ToolProcess.Start("Pipeline.Demo", "--act", "3");
        Assert.Equal(2, await demo.WaitForExitAsync());
    }

    [Fact]
    public async Task Demo_Terminated_EndsItsProcessesAndRemovesItsFolder()
    {
        await using ToolProcess demo = StartActOne();
        string line = await demo.WaitForLineAsync(static text => text.Contains("silo 127.0.0.1:", StringComparison.Ordinal), "the stage to be set");
        string silo = line.Split("silo ")[1].Split(',')[0];
        Assert.Equal(130, await demo.StopAsync());
        using HttpClient http = new();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://{silo}/readyz")));
        Assert.Empty(FoldersLeft());
    }

    private ToolProcess StartActOne() => ToolProcess.Start(
        "Pipeline.Demo", ["--fast", "--act", "1"], new Dictionary<string, string> { ["TMPDIR"] = _directory.Path });

    private string[] FoldersLeft() => Directory.GetDirectories(_directory.Path, "pipeline-demo-*");
}
