using System.Buffers;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Extensions;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Ndjson;

namespace Pipeline.Silo.Query.Events;

/// <summary>Events as lines that can be sent again; where the next page is, the <c>Link</c> header says (RFC 8288).</summary>
internal sealed class NdjsonResult(IReadOnlyList<EventRecord> events, string? next) : IResult
{
    public const string MediaType = "application/x-ndjson";

    private const int FlushSizeBytes = 64 * 1_024;

    // Foreign letters stay letters: escaped, a long line could outgrow what is accepted.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = MediaType;
        if (next is not null)
            response.Headers.Link = $"<{PathOfNext(httpContext.Request)}>; rel=\"next\"";
        PipeWriter body = response.BodyWriter;
        using Utf8JsonWriter json = new(body, Json);
        foreach (EventRecord record in events)
        {
            json.Reset();
            NdjsonWriter.Write(record, json);
            json.Flush();
            body.Write("\n"u8);
            if (body.UnflushedBytes >= FlushSizeBytes)
                await body.FlushAsync(httpContext.RequestAborted);
        }
    }

    /// <summary>The same question with the next cursor.</summary>
    private string PathOfNext(HttpRequest request)
    {
        QueryBuilder query = new(request.Query.Where(parameter => parameter.Key != "cursor").Select(parameter => KeyValuePair.Create(parameter.Key, parameter.Value.ToString())))
        {
            { "cursor", next! },
        };
        return EventsApi.Path + query.ToQueryString();
    }
}
