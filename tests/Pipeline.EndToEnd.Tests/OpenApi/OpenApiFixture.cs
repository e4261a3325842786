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
        _silo = await SiloProcess.StartAsync(_directory.File("data"), SegmentSums.HastySettings);
        Document = await _silo.GetAsync("/openapi/v1.json");
        string events = (string)Document["paths"]!["/v1/events"]!["post"]!["requestBody"]!["content"]!["application/x-ndjson"]!["examples"]!["ndjson"]!["value"]!;
        SendAnswer = await _silo.PostAsync(events);

        // Segments and the catalog hear of it a little later.
        await SegmentSums.AwaitPublishedAsync(_silo);
        await _silo.GetUntilAsync("/api/v1/endpoints", static list =>
            list["endpoints"]!.AsArray().Count == 2 && list["endpoints"]!.AsArray().All(static endpoint => (double)endpoint!["rate"]! > 0));
    }

    public async Task DisposeAsync()
    {
        await _silo!.DisposeAsync();
        _directory.Dispose();
    }
}
