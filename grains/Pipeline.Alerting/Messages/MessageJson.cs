using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Alerting.Messages;

/// <summary>The JSON of messages: snake case, absent members left out, letters of any script as they are.</summary>
/// <remarks>Nothing of it is put into a page, so that only what JSON itself asks for is escaped: names in other scripts take a third of the
/// bytes.</remarks>
[JsonSerializable(typeof(Message<IncidentData>))]
[JsonSerializable(typeof(Message<DigestData>))]
[JsonSerializable(typeof(Message<TestData>))]
[JsonSerializable(typeof(Message<HeartbeatData>))]
[JsonSerializable(typeof(IReadOnlyList<AlertmanagerAlert>))]
internal sealed partial class MessageJson : JsonSerializerContext
{
    /// <summary>What decides which characters are escaped.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>As messages are written.</summary>
    public static readonly MessageJson Written = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = Encoder,
    });
}
