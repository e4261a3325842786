using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Pipeline.Silo.OpenApi;

/// <summary>Enumerations are words: the library lists them and leaves open that they are text.</summary>
internal sealed class WordSchema : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (schema is { Enum.Count: > 0, Type: null })
            schema.Type = JsonSchemaType.String;
        return Task.CompletedTask;
    }
}
