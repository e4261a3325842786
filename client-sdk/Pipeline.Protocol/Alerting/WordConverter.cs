using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Alerting;

/// <summary>Writes an enumeration as words in snake case; numbers are refused, since they would be a second name for each.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
public sealed class WordConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
