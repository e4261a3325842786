using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Pipeline.Silo;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.OpenApi;

/// <summary>The OpenAPI document says of the silo what is so: routes, parameters, problems, and every example is executed.</summary>
/// <remarks>
/// With <c>PIPELINE_UPDATE_EXAMPLES=1</c> the answers are written into the source tree instead of being compared; read the difference
/// before it is committed.
/// </remarks>
public sealed partial class OpenApiTests(OpenApiFixture fixture) : IClassFixture<OpenApiFixture>
{
    private static readonly bool IsUpdate = Environment.GetEnvironmentVariable("PIPELINE_UPDATE_EXAMPLES") == "1";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SiloProcess _silo = fixture.Silo;
    private readonly JsonNode _document = fixture.Document;

    private IEnumerable<(string Path, string Method, JsonNode Operation)> Operations =>
        from item in _document["paths"]!.AsObject()
        from method in item.Value!.AsObject()
        select (item.Key, method.Key, method.Value!);

    [Fact]
    public async Task Examples_Executed_AreAnsweredAsDocumented()
    {
        List<string> differences = [.. Compare("sendEvents", "ndjson", SendExample, fixture.SendAnswer)];
        int executed = 0;
        foreach (DocumentedExample example in DocumentedExample.ReadAll(_document))
        {
            executed++;
            using HttpRequestMessage request = new(new HttpMethod(example.Method.ToUpperInvariant()), new Uri(example.Path, UriKind.Relative));
            request.Content = example.Body is null ? null : new StringContent(MadeTimely(example.Body).ToJsonString(), System.Text.Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await _silo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            string body = await ReadAsync(response, example);
            string label = $"{example.OperationId}.{example.Name} ({example.Path})";
            if (example.Status != (int)response.StatusCode || example.MediaType != response.Content.Headers.ContentType?.MediaType)
                differences.Add($"{label}: {(int)response.StatusCode} {response.Content.Headers.ContentType} {body}");
            else if (example.MediaType == "application/x-ndjson")
                differences.AddRange(Compare(example.OperationId, example.Name, example.Answer, JsonNode.Parse(body.TrimEnd().Split('\n')[^1])));
            else if (example.MediaType.Contains("json", StringComparison.Ordinal))
                differences.AddRange(Compare(example.OperationId, example.Name, example.Answer, JsonNode.Parse(body)));
            else if (!body.Contains((string)example.Answer!, StringComparison.Ordinal))
                differences.Add($"{label}: the answer does not contain the example");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(executed >= Operations.Count(), $"Only {executed} examples were executed.");
    }

    [Fact]
    public void Operations_Each_HaveAnExampleOfRequestAndAnswer()
    {
        // A handful of events raises no anomaly or incident that could be marked, and ids are drawn: of those only the refusals are executed.
        HashSet<string> refused =
        [
            "getWebhook", "putWebhook", "deleteWebhook", "rotateWebhook", "testWebhook", "replayWebhook", "listWebhookDeliveries",
            "markAnomalyNormal", "getIncident", "acknowledgeIncident", "withdrawAcknowledgement", "addIncidentNote", "getSilence", "endSilence",
        ];
        HashSet<string> executed =
        [
            .. DocumentedExample.ReadAll(_document)
                .Where(example => example.Status is 200 or 201 || refused.Contains(example.OperationId))
                .Select(static example => example.OperationId),
            "sendEvents",
        ];
        foreach ((string path, string method, JsonNode operation) in Operations)
        {
            Assert.Contains((string)operation["operationId"]!, executed);
            Assert.False(string.IsNullOrEmpty((string?)operation["summary"]), $"{method} {path} has no summary.");
        }
    }

    [Fact]
    public void Examples_Answers_FollowTheirSchemas()
    {
        SchemaCheck check = new(_document);
        IEnumerable<string> defects =
            from operation in Operations
            from response in operation.Operation["responses"]!.AsObject()
            where response.Key is "200" or "201"
            from content in response.Value!["content"]!.AsObject()
            from example in content.Value!["examples"]?.AsObject() ?? []
            from defect in check.Defects(content.Value["schema"]!, example.Value!["value"], $"{operation.Operation["operationId"]}.{example.Key}")
            select defect;
        Assert.Equal([], defects);
    }

    [Fact]
    public async Task Routes_OfTheSilo_AreTheDocuments()
    {
        using TemporaryDirectory directory = new();
        await using WebApplication app = SiloApplication.Build(new Dictionary<string, string?>
        {
            ["Pipeline:DataDirectory"] = directory.File("data"), ["Pipeline:Port"] = "0",
        });
        IEnumerable<string> mapped = ((IEndpointRouteBuilder)app).DataSources
            .SelectMany(static source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.RoutePattern.RawText != "/openapi/v1.json")
            .SelectMany(static endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method =>
                $"{method} {CatchAll().Replace(endpoint.RoutePattern.RawText!, "{")}"));
        IEnumerable<string> documented = Operations.Select(static operation => $"{operation.Method.ToUpperInvariant()} {operation.Path}");
        Assert.Equal(mapped.Order(), documented.Order());
    }

    [Fact]
    public void PathParameters_OfTemplates_AreDescribed()
    {
        foreach ((string path, _, JsonNode operation) in Operations)
        {
            IEnumerable<string> described = (operation["parameters"]?.AsArray() ?? [])
                .Where(static parameter => (string)parameter!["in"]! == "path")
                .Select(static parameter => (string)parameter!["name"]!);
            Assert.Equal(TemplateParameter().Matches(path).Select(static match => match.Groups[1].Value), described);
        }
    }

    [Fact]
    public async Task ProblemCodes_OfThePageAndTheSource_AreTheDocuments()
    {
        HashSet<string> documented =
        [
            .. from operation in Operations
               from response in operation.Operation["responses"]!.AsObject()
               where response.Key is not ("200" or "201")
               from example in response.Value!["content"]!["application/problem+json"]!["examples"]!.AsObject()
               select ((string)example.Value!["value"]!["type"]!)["urn:pipeline:problem:".Length..],
        ];
        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "http-api.md"));
        IEnumerable<string> ofPage = StatusRow().Matches(page).SelectMany(static row => Code().Matches(row.Groups[1].Value)).Select(static code => code.Groups[1].Value)
            .Concat(StatusWith().Matches(page).Select(static match => match.Groups[1].Value));
        IEnumerable<string> ofSource = Directory.EnumerateFiles(Path.Combine(Repository.Root, "silo", "Pipeline.Silo"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("/OpenApi/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(static file => CreatedProblem().Matches(File.ReadAllText(file)))
            .Select(static match => match.Groups[1].Value);
        Assert.Equal(documented.Order(), ofPage.Distinct().Order());
        Assert.Equal([], ofSource.Except(documented));
    }

    /// <summary>A silence of the document begins when it was written; it is asked for tomorrow, and is as long.</summary>
    private static JsonNode MadeTimely(JsonNode body)
    {
        if (body is not JsonObject || body["matchers"] is null || body["from"] is not { } from || body["until"] is not { } until)
            return body;
        JsonNode timely = body.DeepClone();
        long tomorrow = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds();
        timely["from"] = tomorrow;
        timely["until"] = tomorrow + (long)until - (long)from;
        return timely;
    }

    /// <summary>The whole body; of a stream that does not end by itself, as much as the example shows.</summary>
    private static async Task<string> ReadAsync(HttpResponseMessage response, DocumentedExample example)
    {
        if (example.MediaType != "text/event-stream" || !response.IsSuccessStatusCode)
            return await response.Content.ReadAsStringAsync();
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync());
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
        string body = "";
        while (!body.Contains((string)example.Answer!, StringComparison.Ordinal) && await reader.ReadLineAsync(deadline.Token) is { } line)
            body += line + "\n";
        return body;
    }

    private JsonNode SendExample => _document["paths"]!["/v1/events"]!["post"]!["responses"]!["200"]!["content"]!["application/json"]!["examples"]!["ndjson"]!["value"]!;

    private static IEnumerable<string> Compare(string operationId, string name, JsonNode example, JsonNode? answer)
    {
        IReadOnlyList<string> differences = Likeness.Differences(operationId, example, answer);
        if (!IsUpdate || differences.Count == 0)
            return differences.Select(difference => $"{operationId}.{name} {difference}");
        string file = Path.Combine(Repository.Root, "silo", "Pipeline.Silo", "OpenApi", "Examples", $"{operationId}.{name}.json");
        File.WriteAllText(file, answer!.ToJsonString(Indented) + "\n");
        return [];
    }

    [GeneratedRegex(@"\{\*+")]
    private static partial Regex CatchAll();

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex TemplateParameter();

    [GeneratedRegex(@"^\| [45]\d\d \|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex StatusRow();

    [GeneratedRegex("`([a-z-]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"`[45]\d\d`\s+with\s+`([a-z-]+)`")]
    private static partial Regex StatusWith();

    [GeneratedRegex(@"Problems\s*\.(?:Create|TryAgain)\(\s*(?:context,\s*)?\d+,\s*""([a-z-]*[a-z])""")]
    private static partial Regex CreatedProblem();
}
