using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Demo.Telling;

/// <summary>JSON for people and scripts, not for web pages: no character is escaped that need not be.</summary>
internal static class ReadableJson
{
    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(JsonNode node) => node.ToJsonString(s_options);
}
