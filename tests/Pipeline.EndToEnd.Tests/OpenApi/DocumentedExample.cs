using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests.OpenApi;

/// <summary>One example of the document: which request, and what its answer is said to be.</summary>
/// <param name="OperationId">Of which operation.</param>
/// <param name="Name">The key under which its parts are found.</param>
/// <param name="Method">In lower case.</param>
/// <param name="Path">Path and parameters, ready to be asked.</param>
/// <param name="Body">What is sent with it; null for nothing.</param>
/// <param name="Status">Status of the answer.</param>
/// <param name="MediaType">Content type of the answer.</param>
/// <param name="Answer">The answer; text for a text answer.</param>
internal sealed record DocumentedExample(string OperationId, string Name, string Method, string Path, JsonNode? Body, int Status, string MediaType, JsonNode Answer)
{
    /// <summary>Every example that has parameters of its name, or of an operation without parameters has a body or is the only one.</summary>
    public static IEnumerable<DocumentedExample> ReadAll(JsonNode document)
    {
        foreach ((string path, JsonNode? item) in document["paths"]!.AsObject())
        {
            foreach ((string method, JsonNode? operation) in item!.AsObject())
            {
                foreach ((string status, string mediaType, string name, JsonNode answer) in Answers(operation!))
                {
                    JsonNode? body = operation!["requestBody"]?["content"]?["application/json"]?["examples"]?[name]?["value"];
                    if (PathOf(path, operation, name, isRequest: body is not null || (status == "200" && operation["requestBody"] is null)) is not { } request)
                        continue;
                    yield return new DocumentedExample((string)operation["operationId"]!, name, method, request, body, int.Parse(status, null), mediaType, answer);
                }
            }
        }
    }

    private static IEnumerable<(string Status, string MediaType, string Name, JsonNode Answer)> Answers(JsonNode operation) =>
        from response in operation["responses"]!.AsObject()
        from content in response.Value!["content"]?.AsObject() ?? []
        from example in content.Value!["examples"]?.AsObject() ?? []
        select (response.Key, content.Key, example.Key, example.Value!["value"]!);

    /// <summary>Null for an example of which no parameter has a part: a problem that a request cannot be made to meet.</summary>
    private static string? PathOf(string path, JsonNode operation, string name, bool isRequest)
    {
        // Headers are not part of the path, and no example needs one.
        JsonNode[] parameters = [.. (operation["parameters"]?.AsArray() ?? []).Where(static parameter => (string)parameter!["in"]! != "header").Select(static parameter => parameter!)];
        string query = "";
        isRequest &= parameters.Length == 0;
        foreach (JsonNode parameter in parameters)
        {
            if (parameter["examples"]?[name]?["value"] is not { } value)
                continue;
            isRequest = true;
            string text = Uri.EscapeDataString(value.ToString());
            string parameterName = (string)parameter["name"]!;
            if ((string)parameter["in"]! == "path")
                path = path.Replace($"{{{parameterName}}}", text, StringComparison.Ordinal);
            else
                query += $"{(query.Length == 0 ? '?' : '&')}{parameterName}={text}";
        }

        return isRequest ? path + query : null;
    }
}
