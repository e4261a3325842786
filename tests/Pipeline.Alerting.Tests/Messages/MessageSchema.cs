using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pipeline.Alerting.Tests.Messages;

/// <summary>Whether a value is what docs/schemas/webhook-v1.schema.json says: the keywords that it uses, and no member
/// undescribed.</summary>
internal sealed class MessageSchema
{
    private const string ReferenceBase = "#/$defs/";

    private static readonly HashSet<string> s_known =
        ["$schema", "$id", "$defs", "title", "description", "$ref", "oneOf", "type", "properties", "required", "items", "enum", "const", "pattern", "minimum"];

    private readonly JsonObject _root;

    private MessageSchema(JsonObject root) => _root = root;

    public static MessageSchema Load()
    {
        using Stream stream = typeof(MessageSchema).Assembly.GetManifestResourceStream("webhook-v1.schema.json")!;
        return new MessageSchema(JsonNode.Parse(stream)!.AsObject());
    }

    /// <summary>What is wrong, one line each; empty if nothing is.</summary>
    public IReadOnlyList<string> Defects(JsonNode? value) => [.. Defects(_root, value, "$")];

    private List<string> Defects(JsonObject schema, JsonNode? value, string place)
    {
        foreach ((string keyword, JsonNode? _) in schema)
        {
            if (!s_known.Contains(keyword))
                throw new NotSupportedException($"The schema has the keyword {keyword}, which is not checked here.");
        }

        List<string> defects = [];
        if ((string?)schema["$ref"] is { } reference)
            defects.AddRange(Defects(_root["$defs"]![reference[ReferenceBase.Length..]]!.AsObject(), value, place));
        if (schema["oneOf"] is JsonArray choices)
        {
            string[][] ofChoices = [.. choices.Select(choice => Defects(choice!.AsObject(), value, place).ToArray())];
            if (ofChoices.Count(ofChoice => ofChoice.Length == 0) != 1)
                defects.AddRange([$"{place}: not exactly one of {choices.Count} fits", .. ofChoices.SelectMany(ofChoice => ofChoice)]);
        }
        if ((string?)schema["type"] is { } type && !IsOf(type, value))
            defects.Add($"{place} is not {type}: {value?.ToJsonString() ?? "null"}");
        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
            defects.Add($"{place} is none of {words.ToJsonString()}: {value?.ToJsonString()}");
        if (schema["const"] is { } constant && !JsonNode.DeepEquals(constant, value))
            defects.Add($"{place} is not {constant.ToJsonString()}: {value?.ToJsonString()}");
        if ((string?)schema["pattern"] is { } pattern && !Regex.IsMatch(value?.ToString() ?? "", pattern))
            defects.Add($"{place} does not fit {pattern}: {value}");
        if (schema["minimum"] is { } minimum && value!.GetValue<double>() < minimum.GetValue<double>())
            defects.Add($"{place} is under {minimum}");
        if (schema["properties"] is JsonObject properties && value is JsonObject members)
            defects.AddRange(MemberDefects(schema, properties, members, place));
        if (schema["items"] is JsonObject item && value is JsonArray items)
            defects.AddRange(items.SelectMany((each, index) => Defects(item, each, $"{place}[{index}]")));
        return defects;
    }

    private IEnumerable<string> MemberDefects(JsonObject schema, JsonObject properties, JsonObject members, string place)
    {
        foreach (JsonNode? required in schema["required"]!.AsArray())
        {
            if (!members.ContainsKey((string)required!))
                yield return $"{place}.{required} is missing";
        }
        foreach ((string name, JsonNode? value) in members)
        {
            if (properties[name] is not JsonObject member)
            {
                yield return $"{place}.{name} is not described";
                continue;
            }
            foreach (string defect in Defects(member, value, $"{place}.{name}"))
                yield return defect;
        }
    }

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("string", JsonValueKind.String) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger(value!.GetValue<double>()),
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("object", JsonValueKind.Object) => true,
        ("array", JsonValueKind.Array) => true,
        _ => false,
    };
}
