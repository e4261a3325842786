using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Demo.Receiving;

/// <summary>A message that was verified.</summary>
/// <param name="Id">Its <c>webhook-id</c>.</param>
/// <param name="ArrivedAt">When its last byte was here.</param>
/// <param name="Timestamp">The same on the clock that measures durations.</param>
/// <param name="Body">The whole body.</param>
internal sealed record ReceivedMessage(string Id, DateTimeOffset ArrivedAt, long Timestamp, JsonObject Body)
{
    /// <summary>For instance <c>incident.opened</c>.</summary>
    public string Type => Text(Body["type"]) ?? string.Empty;

    /// <summary>The incident's id; empty where it is of none.</summary>
    public string Incident => Text(Data?["id"]) ?? Text(Data?["incident"]) ?? string.Empty;

    /// <summary>What happened, for people.</summary>
    public string Sentence => Text(Data?["sentence"]) ?? string.Empty;

    /// <summary>Names of the causes, the first first.</summary>
    public IReadOnlyList<string> Causes =>
        Data?["causes"] is JsonArray causes ? [.. causes.OfType<JsonObject>().Select(static cause => Text(cause["name"]) ?? string.Empty)] : [];

    /// <summary>The broken budget that speaks of the first cause; null if none does.</summary>
    public string? Budget => Data?["causes"] is JsonArray { Count: > 0 } causes && causes[0] is JsonObject first ? Text(first["budget"]) : null;

    private JsonObject? Data => Body["data"] as JsonObject;

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
