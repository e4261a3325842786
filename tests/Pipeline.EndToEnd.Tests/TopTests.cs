using System.Text;
using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests;

/// <summary><c>top</c> as a process, against a silo.</summary>
public sealed class TopTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    [Fact]
    public async Task Top_WithoutTerminal_PrintsTheBusiestAndWhatItDoes()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        string lines = string.Join('\n', Enumerable.Range(0, 40).Select(index => new JsonObject
        {
            ["time"] = now - (index * 1_000),
            ["endpoint"] = index % 4 == 0 ? "/slow" : "/quick",
            ["duration_ms"] = index % 4 == 0 ? 8_000 : 20,
            ["cpu_ms"] = 3,
            ["operations"] = new JsonObject { ["json.dumps"] = index % 4 == 0 ? 847 : 3 },
        }.ToJsonString()));
        using StringContent body = new(lines, Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage sent = await fixture.Silo.Http.PostAsync(new Uri("/v1/events", UriKind.Relative), body);
        Assert.True(sent.IsSuccessStatusCode);

        // The catalog hears of endpoints every second.
        await fixture.Silo.GetUntilAsync("/api/v1/endpoints", static list =>
            list["endpoints"]!.AsArray().Count == 2 && list["endpoints"]!.AsArray().All(static endpoint => (double)endpoint!["rate"]! > 0));

        string[] table = (await RunAsync(0, "top", "--to", fixture.Silo.Url)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("2 of 2 endpoints, last 5 min of each, by time", table[0].TrimEnd(), StringComparison.Ordinal);
        Assert.StartsWith("/slow ", table[2], StringComparison.Ordinal);
        Assert.StartsWith("/quick ", table[3], StringComparison.Ordinal);
        Assert.StartsWith("json.dumps", table[5], StringComparison.Ordinal);
        Assert.Contains("847", table[5], StringComparison.Ordinal);

        JsonNode json = JsonNode.Parse(await RunAsync(0, "top", "--to", fixture.Silo.Url, "--json", "--sort", "rate", "--limit", "1"))!;
        Assert.Equal("/quick", (string)Assert.Single(json["endpoints"]!.AsArray())!["name"]!);
    }

    [Fact]
    public async Task Top_NobodyThere_SaysSo() =>
        Assert.Equal("pipeline top: 127.0.0.1:1: Connection refused", (await RunAsync(1, "top", "--once", "--to", "http://127.0.0.1:1")).Trim());

    [Theory]
    [InlineData("--sort", "colour")]
    [InlineData("--interval", "soon")]
    [InlineData("--limit", "0")]
    [InlineData("--to", "here")]
    public async Task Top_WrongOption_IsAUsageError(string option, string value) =>
        Assert.Contains(option == "--sort" ? "colour" : option, await RunAsync(2, "top", option, value), StringComparison.Ordinal);

    private static async Task<string> RunAsync(int expectedExitCode, params string[] arguments)
    {
        await using ToolProcess top = ToolProcess.Start("Pipeline.Cli", arguments);
        Assert.True(await top.WaitForExitAsync() == expectedExitCode, top.Output);
        return top.Output;
    }
}
