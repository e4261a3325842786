using System.Net;
using System.Text;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Queries;

namespace Pipeline.EndToEnd.Tests;

/// <summary>How an endpoint is watched, over HTTP and by the query client.</summary>
public sealed class DetectionHttpTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    private readonly SiloProcess _silo = fixture.Silo;

    [Fact]
    public async Task Put_SettingsOfGetChanged_AreThoseThatGetAnswers()
    {
        string name = await SendAsync("/watched per cent %2F");
        using PipelineQueryClient client = new(_silo.Http);
        DetectionSettingsReport before = await client.GetDetectionAsync(name);
        Assert.Equal((name, false), (before.Endpoint, before.IsOwn));

        DetectionSettings changed = before.Settings with { WatchesRate = false, EpisodesPerWeek = 0.25, CallsMin = 7 };
        DetectionSettingsReport answer = await client.ConfigureDetectionAsync(name, changed);

        Assert.Equal(new DetectionSettingsReport(name, true, changed), answer);
        Assert.Equal(answer, await client.GetDetectionAsync(name));
    }

    [Theory]
    [InlineData("[]", "no JSON object")]
    [InlineData("{", "no JSON object")]
    [InlineData("{}", "is_enabled is missing: send all settings, as GET answers them.")]
    [InlineData("""{"settings":{"is_enabled":true}}""", "The body is the object that GET answers in settings, without what is around it.")]
    [InlineData("""{"is_enabled":1}""", "is_enabled is 1: it takes true or false.")]
    [InlineData("""{"is_enabled":true}""", "watches_rate is missing: send all settings, as GET answers them.")]
    [InlineData("""{"is_enabled":true,"watches_rate":false,"fast_width_ms":"10s"}""", "fast_width_ms is \"10s\": it takes a whole number.")]
    [InlineData("""{"\ud800":1}""", "A name or a string has half of a surrogate pair")]
    public async Task Put_BodyThatIsWrong_SaysWhatIsWrongWithIt(string body, string detail)
    {
        string name = await SendAsync("/malformed");
        (HttpStatusCode status, string answer) = await PutAsync(name, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("malformed-settings", answer, StringComparison.Ordinal);
        Assert.Contains(detail, System.Text.Json.Nodes.JsonNode.Parse(answer)!["detail"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_BodyTooLong_IsRefused()
    {
        string name = await SendAsync("/malformed");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PutAsync(name, new string(' ', 20_000))).Status);
    }

    [Fact]
    public async Task EndpointOrAnomalyThatNeverWas_IsUnknown()
    {
        using PipelineQueryClient client = new(_silo.Http);
        Assert.Equal("unknown-endpoint", (await Assert.ThrowsAsync<PipelineQueryException>(() => client.GetDetectionAsync("/never"))).Code);
        string name = await SendAsync("/marked");

        PipelineQueryException refused = await Assert.ThrowsAsync<PipelineQueryException>(() => client.MarkAnomalyNormalAsync(name, "00000000000000ff"));

        Assert.Equal("unknown-anomaly", refused.Code);
    }

    private async Task<string> SendAsync(string name)
    {
        await _silo.PostAsync($$"""{"endpoint":"{{name}}","time":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"duration_ms":5}""");
        return name;
    }

    private async Task<(HttpStatusCode Status, string Body)> PutAsync(string name, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _silo.Http.PutAsync(
            new Uri($"/api/v1/endpoints/{Uri.EscapeDataString(name)}/detection", UriKind.Relative), content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
