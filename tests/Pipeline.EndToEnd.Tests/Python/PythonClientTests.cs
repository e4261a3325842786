using System.Globalization;
using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests.Python;

/// <summary>The Python client's own tests, and its demo, against a real silo.</summary>
public sealed class PythonClientTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    private readonly SiloProcess _silo = fixture.Silo;

    [Fact]
    public async Task Client_OwnTests_Pass()
    {
        string output = await PythonProgram.RunAsync(["-m", "unittest", "-b"], ("PIPELINE_SILO_URL", _silo.Url));

        Assert.Matches("Ran [0-9]{2,} tests", output);
        Assert.DoesNotContain("skipped", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1.0)]
    public async Task Demo_WithNothingButTheDecorator_ShowsCallsOfJsonDumps(double profiledShare)
    {
        const int RequestCount = 300;
        string share = profiledShare.ToString(CultureInfo.InvariantCulture);
        string endpoint = $"/recommend-{share}";

        await PythonProgram.RunAsync(
            ["examples/shop.py", "--silo", _silo.Url, "--endpoint", endpoint, "--profile", share, "--requests", $"{RequestCount}"]);

        JsonNode report = await _silo.GetAsync($"/api/v1/endpoints?name={Uri.EscapeDataString(endpoint)}&window=all");
        JsonNode dumps = report["operations"]!.AsArray().Single(operation => (string)operation!["name"]! == "json.dumps")!;
        Assert.Equal(RequestCount, (double)report["count"]!);
        Assert.Equal(847, (double)dumps["per_event"]!, 1e-6);
        Assert.Equal(847, (double)dumps["max_per_event"]!);
    }
}
