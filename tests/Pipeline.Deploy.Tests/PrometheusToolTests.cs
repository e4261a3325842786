namespace Pipeline.Deploy.Tests;

/// <summary>What the programs that read these files say about them.</summary>
public sealed class PrometheusToolTests
{
    private const string PrometheusPackage = "prometheus";

    [Fact]
    public Task Promtool_Rules_AreValid() => Tool.AssertAcceptsAsync("promtool", PrometheusPackage, ["check", "rules", .. AlertRules.Files]);

    [Fact]
    public Task Promtool_Configuration_IsValid() => Tool.AssertAcceptsAsync("promtool", PrometheusPackage, "check", "config", "deploy/prometheus/prometheus.yml");

    [Fact]
    public Task Promtool_TestsOfTheRules_Pass() =>
        Tool.AssertAcceptsAsync("promtool", PrometheusPackage, ["test", "rules", .. Repository.Find("deploy/prometheus/tests", "*.test.yml")]);

    [Fact]
    public Task Amtool_Configuration_IsValid() => Tool.AssertAcceptsAsync("amtool", "prometheus-alertmanager", "check-config", "deploy/alertmanager/alertmanager.yml");

    [Theory]
    [InlineData("pages", "alertname=PipelineIncident", "severity=page", "incident=INC-1", "endpoint=/cart")]
    [InlineData("tickets", "alertname=PipelineIncident", "severity=ticket", "incident=INC-1", "endpoint=/cart")]
    [InlineData("pages", "alertname=PipelineRedisDown", "severity=page")]
    [InlineData("tickets", "alertname=PipelineSiloDown", "severity=ticket")]
    public async Task Amtool_Routes_TakePagesAndTicketsApart(string receiver, params string[] labels)
    {
        (int exitCode, string output) = await Tool.RunAsync(
            "amtool", "prometheus-alertmanager", ["config", "routes", "test", "--config.file=deploy/alertmanager/alertmanager.yml", .. labels]);
        Assert.True(exitCode == 0, output);
        // What it says of its own settings comes after.
        Assert.Equal(receiver, output.Split('\n')[0]);
    }
}
