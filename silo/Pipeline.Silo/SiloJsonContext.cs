using System.Text.Json.Serialization;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo;

/// <summary>JSON of the silo's own answers, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IngestAnswer))]
internal sealed partial class SiloJsonContext : JsonSerializerContext;
