using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Pipeline.Silo.OpenApi;

/// <summary>Says what the document is about, and that reports leave out what they do not know.</summary>
internal sealed partial class DocumentTransformer : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Pipeline",
            Version = typeof(DocumentTransformer).Assembly.GetName().Version!.ToString(3),
            Description = "Takes events, keeps exact rolling aggregates per endpoint and segment, answers how often, how long and how many times. "
                + "Times are Unix milliseconds; a member that would be null is left out. Every example was answered by a silo that holds the events of the example of `POST /v1/events`.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        foreach (IOpenApiSchema schema in document.Components?.Schemas?.Values ?? [])
        {
            if (schema is not OpenApiSchema { Properties: not null } report)
                continue;
            MakeNullsAbsent(report);
            foreach (IOpenApiSchema member in report.Properties.Values)
                member.Description = member.Description is { } text ? LineBreak().Replace(text, " ") : null;
        }

        return Task.CompletedTask;
    }

    /// <summary>A member that would be null is not written: it is optional rather than nullable.</summary>
    private static void MakeNullsAbsent(OpenApiSchema report)
    {
        foreach ((string name, IOpenApiSchema member) in report.Properties!.ToArray())
        {
            if (member is not OpenApiSchema schema)
                continue;
            if (schema.OneOf is [OpenApiSchema { Type: JsonSchemaType.Null }, { } other])
                report.Properties![name] = other;
            else if (schema.Type is { } type && type.HasFlag(JsonSchemaType.Null))
                schema.Type = type & ~JsonSchemaType.Null;
            else
                continue;
            report.Required?.Remove(name);
        }
    }

    /// <summary>Comments are wrapped and indented as source is.</summary>
    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex LineBreak();
}
