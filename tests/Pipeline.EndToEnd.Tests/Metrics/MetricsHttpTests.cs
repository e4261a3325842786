using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Metrics;

/// <summary>What a silo serves at <c>/metrics</c>. The same tests run in both editions, and so hold them to the same names and values.</summary>
public sealed class MetricsHttpTests(ScrapedSilo silo) : IClassFixture<ScrapedSilo>
{
    private readonly Exposition _served = silo.Exposition;

    [Fact]
    public void Metrics_OfPipeline_AreThoseOfTheDocument()
    {
        string[] documented = [.. DocumentedMetric.ReadAll().Select(metric => $"{metric.Name} {metric.Type} {metric.Meaning}").Order(StringComparer.Ordinal)];
        string[] served =
            [.. _served.Types.Keys.Where(IsOurs).Select(name => $"{name} {_served.Types[name]} {_served.Helps[name]}").Order(StringComparer.Ordinal)];
        Assert.Equal(documented, served);
    }

    [Fact]
    public void Metrics_OfPipeline_HaveTheUnitsAndLabelsOfTheDocument()
    {
        foreach (DocumentedMetric metric in DocumentedMetric.ReadAll())
        {
            string name = metric.Name.Replace("_total", "", StringComparison.Ordinal);
            Assert.True((metric.Unit == "bytes") == name.EndsWith("_bytes", StringComparison.Ordinal), metric.Name);
            Assert.True((metric.Unit == "seconds") == name.EndsWith("_seconds", StringComparison.Ordinal), metric.Name);
            if (_served.LabelNames.TryGetValue(metric.Name, out HashSet<string>? labels))
                Assert.Equal((metric.Name, metric.Labels), (metric.Name, string.Join(", ", labels.Order(StringComparer.Ordinal))));
        }
    }

    [Fact]
    public void Metrics_AfterTraffic_CountIt()
    {
        // What depends neither on the clock nor on what goes on behind the answers.
        Dictionary<string, double> expected = new()
        {
            ["pipeline_ingest_events_total{fate=\"accepted\"}"] = 3_001,
            ["pipeline_ingest_events_total{fate=\"duplicate\"}"] = 3_000,
            ["pipeline_ingest_events_total{fate=\"rejected\"}"] = 1,
            ["pipeline_ingest_requests_total{status=\"200\"}"] = 3,
            ["pipeline_ingest_duration_seconds_count{}"] = 3,
            ["pipeline_ingest_body_bytes{}"] = 0,
            ["pipeline_catalog_admissions_total{kind=\"endpoint\"}"] = Traffic.Endpoints.Length,
            ["pipeline_catalog_admissions_total{kind=\"segment\"}"] = 2,
            ["pipeline_endpoints_activations_total{}"] = Traffic.Endpoints.Length,
            ["pipeline_event_log_failed_commits_total{}"] = 0,
            ["pipeline_event_log_conflicts_total{}"] = 0,
            ["pipeline_recovery_failures_total{}"] = 0,
            ["pipeline_silo_ready{}"] = 1,
            ["pipeline_silo_members{}"] = 1,
            ["pipeline_alerts_open_incidents{}"] = 0,
        };
        Assert.Equal(expected, _served.Samples.Where(sample => expected.ContainsKey(sample.Key)).ToDictionary());
    }

    [Fact]
    public void Metrics_Histogram_HasItsBoundsAndAddsUp()
    {
        const string name = "pipeline_ingest_duration_seconds";
        double[] counts = [.. _served.Samples.Where(sample => sample.Key.StartsWith(name + "_bucket", StringComparison.Ordinal)).Select(sample => sample.Value)];
        Assert.Equal(23, counts.Length);
        Assert.Equal(counts.Order(), counts);
        Assert.Equal(_served.Samples[name + "_count{}"], _served.Samples[name + "_bucket{le=\"+Inf\"}"]);
        Assert.True(_served.Samples.ContainsKey(name + "_bucket{le=\"0.0025\"}"));
    }

    [Fact]
    public void Metrics_OfTheRuntime_AreThere()
    {
        Assert.True(_served.Samples["dotnet_process_memory_working_set_bytes{}"] > 0);
        Assert.Equal("counter", _served.Types["dotnet_exceptions_total"]);
    }

    [Fact]
    public async Task Metrics_CheckedByPrometheus_AreAccepted()
    {
        using TemporaryDirectory directory = new();
        string file = directory.File("metrics.txt");
        await File.WriteAllTextAsync(file, silo.Text);
        await using ToolProcess check = ToolProcess.StartProgram("sh", ["-c", "promtool check metrics < \"$0\"", file]);
        int exitCode = await check.WaitForExitAsync();
        Assert.True(exitCode != 127, "promtool is missing: install it (apt-get install prometheus) and put it on the PATH.");
        // 3 says that it can read them and finds fault with names: with some of the runtime and of Orleans, and with none of ours.
        Assert.True(exitCode is 0 or 3, check.Output);
        Assert.All(check.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), fault => Assert.Matches("^(dotnet|orleans)_", fault));
    }

    private static bool IsOurs(string name) => name.StartsWith("pipeline_", StringComparison.Ordinal);
}
