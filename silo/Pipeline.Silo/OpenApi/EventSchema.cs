using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Pipeline.Protocol.Events;

namespace Pipeline.Silo.OpenApi;

/// <summary>An event within an answer: its JSON is written by hand (docs/ndjson.md), so its schema is, too.</summary>
internal sealed class EventSchema : IOpenApiSchemaTransformer
{
    private static readonly (string Name, JsonSchemaType Type, string Description)[] Members =
    [
        ("time", JsonSchemaType.Integer, "End of the call, Unix ms."),
        ("endpoint", JsonSchemaType.String, "What was called."),
        ("segment", JsonSchemaType.String, "For whom."),
        ("duration_ms", JsonSchemaType.Number, "How long a call took; the mean where count > 1."),
        ("outcome", JsonSchemaType.String, "ok or error."),
        ("error", JsonSchemaType.String, "What went wrong."),
        ("count", JsonSchemaType.Integer, "Calls that the event stands for, if not one."),
        ("weight", JsonSchemaType.Number, "1 / probability of having been sampled, if not one."),
        ("cpu_ms", JsonSchemaType.Number, "CPU time, ms."),
        ("lock_wait_ms", JsonSchemaType.Number, "Time waited for locks, ms."),
        ("memory_delta", JsonSchemaType.Number, "Bytes more in memory than before; may be negative."),
        ("allocated", JsonSchemaType.Number, "Bytes allocated."),
        ("db_queries", JsonSchemaType.Number, "Database queries."),
        ("cache_hits", JsonSchemaType.Number, "Cache hits."),
        ("cache_misses", JsonSchemaType.Number, "Cache misses."),
        ("io_ops", JsonSchemaType.Number, "I/O operations."),
        ("threads", JsonSchemaType.Number, "Threads."),
        ("operations", JsonSchemaType.Object, "What the call did, by name: calls, or an object with count, kind, ms, self_ms, errors."),
        ("values", JsonSchemaType.Object, "Business values by name: a number to be added up, or an object with distribution or both."),
        ("trace_id", JsonSchemaType.String, "32 hexadecimal digits."),
        ("span_id", JsonSchemaType.String, "16 hexadecimal digits."),
    ];

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        // The library cannot see into a type with a converter of its own, and leaves the items of its lists open.
        if (context.JsonTypeInfo.ElementType == typeof(EventRecord))
            schema.Items = Create();
        return Task.CompletedTask;
    }

    private static OpenApiSchema Create() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "An event as it could be sent again (NDJSON). Resources and operations are totals over count.",
        Required = new HashSet<string> { "time", "endpoint" },
        Properties = Members.ToDictionary(
            static member => member.Name,
            static member => (IOpenApiSchema)new OpenApiSchema { Type = member.Type, Description = member.Description }),
    };
}
