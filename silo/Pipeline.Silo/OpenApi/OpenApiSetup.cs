using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.OpenApi;

/// <summary>Adds the document at <see cref="Path"/>.</summary>
internal static class OpenApiSetup
{
    public const string Path = "/openapi/v1.json";

    public static void Add(IServiceCollection services)
    {
        services.AddOpenApi(options =>
        {
            options.AddOperationTransformer<OperationTransformer>();
            options.AddDocumentTransformer<DocumentTransformer>();
            options.AddSchemaTransformer<EventSchema>();
            options.AddSchemaTransformer<WordSchema>();
        });

        // The document's schemas follow these; answers are written with the contexts' own options, which say the same.
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            foreach (JsonConverter converter in ReportJsonContext.Default.Options.Converters)
                json.SerializerOptions.Converters.Add(converter);
        });
    }
}
