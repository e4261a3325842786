using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Pipeline.Silo.OpenApi;

/// <summary>Writes a route's <see cref="RouteDescription"/> into the document's operation.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    private const string ProblemMediaType = "application/problem+json";
    private const string ProblemTypeBase = "urn:pipeline:problem:";

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        RouteDescription? route = context.Description.ActionDescriptor.EndpointMetadata.OfType<RouteDescription>().FirstOrDefault();
        if (route is null)
            return;
        operation.Description = route.Details;
        operation.Parameters = route.Parameters.Count == 0 ? null : [.. route.Parameters.Select(parameter => CreateParameter(route, parameter))];
        operation.RequestBody = await CreateBodyAsync(route, context, cancellationToken);
        operation.Responses ??= [];
        CompleteAnswers(route, operation.Responses);
        foreach (IGrouping<int, RouteProblem> problems in route.Problems.GroupBy(static problem => problem.Status).OrderBy(static group => group.Key))
            operation.Responses[$"{problems.Key}"] = CreateProblem(route, [.. problems]);
    }

    private static OpenApiParameter CreateParameter(RouteDescription route, RouteParameter parameter) => new()
    {
        Name = parameter.Name,
        In = parameter.In,
        Description = parameter.Description,
        Required = parameter.IsRequired || parameter.In == ParameterLocation.Path,
        Schema = new OpenApiSchema
        {
            Type = parameter.Type,
            Minimum = parameter.Minimum?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Maximum = parameter.Maximum?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Default = parameter.Default?.DeepClone(),
            Enum = parameter.Values.Count == 0 ? null : [.. parameter.Values.Select(static value => JsonValue.Create(value))],
        },
        Examples = NullIfEmpty(route.Examples
            .SelectMany(example => example.Parameters.Where(given => given.Parameter == parameter.Name).Select(given => (example, given.Value)))
            .ToDictionary(static given => given.example.Name, given => (IOpenApiExample)CreateExample(given.example, ValueOf(parameter, given.Value)))),
    };

    private static JsonValue ValueOf(RouteParameter parameter, string text) => parameter.Type == JsonSchemaType.Integer
        ? JsonValue.Create(long.Parse(text, System.Globalization.CultureInfo.InvariantCulture))
        : JsonValue.Create(text);

    private static async Task<OpenApiRequestBody?> CreateBodyAsync(
        RouteDescription route, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (route.Bodies.Count == 0)
            return null;
        Dictionary<string, OpenApiMediaType> content = [];
        foreach (RouteBody body in route.Bodies)
        {
            content[body.MediaType] = new OpenApiMediaType
            {
                Schema = body.Type is { } type
                    ? await context.GetOrCreateSchemaAsync(type, null, cancellationToken)
                    : new OpenApiSchema { Type = JsonSchemaType.String, Format = body.IsBinary ? "binary" : null, Description = body.Description },
                Examples = body.IsBinary ? null : NullIfEmpty(route.Examples
                    .Where(static example => example.BodyFile is not null)
                    .ToDictionary(static example => example.Name, static example => (IOpenApiExample)CreateExample(example, ExampleFiles.Read(example.BodyFile!)))),
            };
        }

        return new OpenApiRequestBody { Required = !route.Bodies.All(static body => body.IsOptional), Content = content };
    }

    private static void CompleteAnswers(RouteDescription route, OpenApiResponses responses)
    {
        OpenApiResponse response = (OpenApiResponse)responses[$"{route.AnswerStatus}"];
        response.Content ??= new Dictionary<string, OpenApiMediaType>();
        foreach (RouteAnswer answer in route.Answers)
        {
            if (!response.Content.TryGetValue(answer.MediaType, out OpenApiMediaType? content))
                response.Content[answer.MediaType] = content = new OpenApiMediaType();
            if (answer.Type is null)
                content.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
            else if (answer.Or.Count > 0)
                content.Schema = new OpenApiSchema { OneOf = [content.Schema!, .. answer.Or.Select((_, index) => TakeOther(responses, index, answer.MediaType))] };
            if (answer != route.Answers[0])
                continue;
            string extension = answer.Type is null ? "txt" : "json";
            content.Examples = NullIfEmpty(route.Examples
                .Where(example => example.Status == route.AnswerStatus)
                .ToDictionary(static example => example.Name, example => (IOpenApiExample)CreateExample(example, ExampleFiles.Read($"{route.Id}.{example.Name}.{extension}"))));
        }
    }

    private static IOpenApiSchema TakeOther(OpenApiResponses responses, int index, string mediaType)
    {
        string status = $"{RouteDescriptionExtensions.OtherAnswersFrom + index}";
        IOpenApiSchema schema = responses[status].Content![mediaType].Schema!;
        responses.Remove(status);
        return schema;
    }

    private static OpenApiResponse CreateProblem(RouteDescription route, RouteProblem[] problems)
    {
        OpenApiResponse response = new()
        {
            Description = string.Join(' ', problems.Select(static problem => $"`{problem.Code}`: {problem.Meaning}")),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [ProblemMediaType] = new()
                {
                    Schema = CreateProblemSchema(problems),
                    Examples = problems.ToDictionary(static problem => problem.Code, problem => (IOpenApiExample)CreateProblemExample(route, problem)),
                },
            },
        };
        if (problems.Any(static problem => problem.IsTemporary))
        {
            response.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Retry-After"] = new OpenApiHeader
                {
                    Description = "Seconds to wait before the same request is sent again.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
                },
            };
        }

        return response;
    }

    private static OpenApiSchema CreateProblemSchema(RouteProblem[] problems) => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Problem details (RFC 9457).",
        Required = new HashSet<string> { "type", "title", "status", "detail" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. problems.Select(static problem => JsonValue.Create(ProblemTypeBase + problem.Code))] },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "For people." },
        },
    };

    /// <summary>The answer of an example where the route has one for the problem, else what such an answer looks like.</summary>
    private static OpenApiExample CreateProblemExample(RouteDescription route, RouteProblem problem)
    {
        if (route.Examples.FirstOrDefault(example => example.Name == problem.Code) is { } executed)
            return CreateExample(executed, ExampleFiles.Read($"{route.Id}.{executed.Name}.json"));
        return new OpenApiExample
        {
            Summary = problem.Meaning,
            Value = new JsonObject { ["type"] = ProblemTypeBase + problem.Code, ["title"] = problem.Title, ["status"] = problem.Status, ["detail"] = problem.Meaning },
        };
    }

    private static OpenApiExample CreateExample(RouteExample example, JsonNode value) => new OpenApiExample { Summary = example.Summary, Value = value };

    private static Dictionary<string, IOpenApiExample>? NullIfEmpty(Dictionary<string, IOpenApiExample> examples) => examples.Count == 0 ? null : examples;
}
