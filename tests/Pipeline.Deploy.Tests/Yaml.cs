using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Pipeline.Deploy.Tests;

/// <summary>Files as trees in which every scalar is a string, with anchors and merges (<c>&lt;&lt;</c>) resolved.</summary>
internal static class Yaml
{
    public static JsonNode Load(string path)
    {
        object? document = new DeserializerBuilder().Build().Deserialize(new MergingParser(new Parser(new StringReader(Repository.Read(path)))));
        string json = new SerializerBuilder().JsonCompatible().Build().Serialize(document);
        return JsonNode.Parse(json)!;
    }

    /// <summary>The members of an object, or nothing.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Members(this JsonNode? node) => node as JsonObject ?? [];

    /// <summary>The elements of an array, or nothing.</summary>
    public static IEnumerable<JsonNode> Elements(this JsonNode? node) => (node as JsonArray ?? []).Select(element => element!);

    public static string Text(this JsonNode? node) => node?.GetValue<string>() ?? string.Empty;

    /// <summary>Every object in the tree, the outer ones first.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node)
    {
        if (node is JsonObject found)
            yield return found;
        IEnumerable<JsonNode?> children = node is JsonArray array ? array : node.Members().Select(member => member.Value);
        foreach (JsonObject inner in children.SelectMany(Objects))
            yield return inner;
    }
}
