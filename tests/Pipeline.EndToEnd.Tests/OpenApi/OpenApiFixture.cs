using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.OpenApi;

/// <summary>A silo that was sent the document's own example of <c>POST /v1/events</c>, and nothing else; and its document.</summary>
public sealed class OpenApiFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private SiloProcess? _silo;

    internal SiloProcess Silo => _silo!;

    public JsonNode Document { get; private set; } = new JsonObject();

    /// <summary>What the silo answered when it was sent the events.</summary>
    public JsonNode SendAnswer { get; private set; } = new JsonObject();

    public async Task InitializeAsync()
    {
        _silo = await SiloProcess.StartAsync(_directory.File("data"));
        Document = await _silo.GetAsync("/openapi/v1.json");
        string events = (string)Document["paths"]!["/v1/events"]!["post"]!["requestBody"]!["content"]!["application/x-ndjson"]!["examples"]!["ndjson"]!["value"]!;
        using StringContent body = new(events, Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage answer = await _silo.Http.PostAsync(new Uri("/v1/events", UriKind.Relative), body);
        SendAnswer = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.True(answer.IsSuccessStatusCode, SendAnswer.ToJsonString());
    }

    public async Task DisposeAsync()
    {
        await _silo!.DisposeAsync();
        _directory.Dispose();
    }
}
