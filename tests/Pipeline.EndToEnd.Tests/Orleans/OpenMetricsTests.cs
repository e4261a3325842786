using System.Net.Http.Headers;
using Pipeline.EndToEnd.Tests.Metrics;

namespace Pipeline.EndToEnd.Tests.Orleans;

/// <summary>What only the Orleans edition serves at <c>/metrics</c>.</summary>
public sealed class OpenMetricsTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    private readonly SiloProcess _silo = fixture.Silo;

    [Fact]
    public async Task Metrics_AskedForOpenMetrics_AreThat()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/metrics");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/openmetrics-text"));
        using HttpResponseMessage response = await _silo.Http.SendAsync(request);
        Assert.Equal("application/openmetrics-text", response.Content.Headers.ContentType?.MediaType);
        string text = await response.Content.ReadAsStringAsync();
        Assert.Contains("# TYPE pipeline_ingest_events counter\n", text, StringComparison.Ordinal);
        Assert.EndsWith("# EOF\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_OfOrleans_AreThere()
    {
        Exposition served = Exposition.Parse(await _silo.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
        Assert.Equal("gauge", served.Types["orleans_catalog_activations"]);
        Assert.Equal("histogram", served.Types["orleans_app_requests_latency_milliseconds"]);
        Assert.Equal("orleans-catalog-activations of Microsoft.Orleans.", served.Helps["orleans_catalog_activations"]);
    }
}
