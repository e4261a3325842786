using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests.OpenApi;

/// <summary>Whether a value is what a schema of the document says: the part of JSON Schema that the document uses, and no member undescribed.</summary>
internal sealed class SchemaCheck(JsonNode document)
{
    private const string ReferenceBase = "#/components/schemas/";

    /// <summary>What is wrong, one line each; empty if nothing is.</summary>
    public IReadOnlyList<string> Defects(JsonNode schema, JsonNode? value, string place)
    {
        if ((string?)schema["$ref"] is { } reference)
            return Defects(document["components"]!["schemas"]![reference[ReferenceBase.Length..]]!, value, place);
        if (schema["oneOf"] is JsonArray choices)
        {
            IReadOnlyList<string>[] defects = [.. choices.Select(choice => Defects(choice!, value, place))];
            return defects.Count(static ofChoice => ofChoice.Count == 0) == 1 ? [] : [$"{place}: not exactly one of {choices.Count} schemas fits", .. defects[0]];
        }

        string[] types = schema["type"] switch
        {
            JsonArray several => [.. several.Select(static type => (string)type!)],
            { } one => [(string)one!],
            null => [],
        };
        if (!types.Any(type => Fits(type, value)))
            return [$"{place}: {value?.ToJsonString() ?? "null"} is not {string.Join(" or ", types)}"];
        return value switch
        {
            JsonObject members => [.. MemberDefects(schema, members, place)],
            JsonArray items => [.. items.SelectMany((item, index) => Defects(schema["items"]!, item, $"{place}[{index}]"))],
            _ => [],
        };
    }

    private IEnumerable<string> MemberDefects(JsonNode schema, JsonObject members, string place)
    {
        foreach (JsonNode? required in schema["required"]?.AsArray() ?? [])
        {
            if (!members.ContainsKey((string)required!))
                yield return $"{place}.{required} is missing";
        }

        foreach ((string name, JsonNode? value) in members)
        {
            JsonNode? member = schema["properties"]?[name] ?? schema["additionalProperties"];
            if (member is null && schema["properties"] is not null)
                yield return $"{place}.{name} is not described";
            foreach (string defect in member is null ? [] : Defects(member, value, $"{place}.{name}"))
                yield return defect;
        }
    }

    private static bool Fits(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && double.IsInteger(value.GetValue<double>()),
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        _ => throw new InvalidOperationException($"The schema has the type {type}."),
    };
}
