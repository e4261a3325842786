using System.Text.Json.Nodes;

namespace Pipeline.Grains.Tests.Webhooks;

/// <summary>A message as its target has it.</summary>
internal sealed record SentMessage(string Path, string Id, string Signature, JsonNode Body)
{
    public string Type => Body is JsonObject ? (string)Body["type"]! : "alertmanager";
}
