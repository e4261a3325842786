using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Ndjson;

namespace Pipeline.Protocol.Queries;

/// <summary>An event within JSON looks as it does on a line of NDJSON (docs/ndjson.md).</summary>
internal sealed class EventRecordConverter : JsonConverter<EventRecord>
{
    public override EventRecord Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        EventRecord record = new();
        NdjsonLineKind kind = new NdjsonParser().Parse(Encoding.UTF8.GetBytes(document.RootElement.GetRawText()), record, out _, out EventError error);
        return kind == NdjsonLineKind.Event ? record : throw new JsonException($"The event cannot be read: {error}.");
    }

    public override void Write(Utf8JsonWriter writer, EventRecord value, JsonSerializerOptions options) => NdjsonWriter.Write(value, writer);
}
