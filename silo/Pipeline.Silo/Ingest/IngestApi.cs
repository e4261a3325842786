using System.Net.Mime;
using Microsoft.Extensions.Options;
using Pipeline.Protocol.Identities;

namespace Pipeline.Silo.Ingest;

/// <summary><c>POST /v1/events</c>: reads a body, has it appended, and answers. See docs/http-api.md.</summary>
internal sealed class IngestApi(
    IngestGateway gateway,
    IngestAdmission admission,
    IngestInstruments instruments,
    IOptions<IngestOptions> options,
    TimeProvider clock)
{
    public const string Path = "/v1/events";

    private readonly IngestOptions _options = options.Value;

    public async Task<IResult> PostAsync(HttpContext context)
    {
        long started = clock.GetTimestamp();
        IResult result = await AnswerAsync(context);
        int status = (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;
        instruments.CountRequest(status, clock.GetElapsedTime(started));
        return result;
    }

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        // The decompression middleware removes the encodings it has undone; what is left is one it does not know.
        if (request.Headers.ContentEncoding.Count > 0)
            return Problems.Create(415, "unsupported-encoding", "Unsupported Content-Encoding", $"'{request.Headers.ContentEncoding}' is not gzip, br or deflate.");
        if (!TryGetFormat(request, out BodyFormat format))
            return Problems.Create(415, "unsupported-media-type", "Unsupported Content-Type", $"'{request.ContentType}' is neither {BatchBody.MediaType} nor {NdjsonBody.MediaType}.");

        (IngestBody? body, BodyRefusal refusal) = await IngestBody.ReadAsync(request, _options.BodySizeMax, admission, context.RequestAborted);
        if (refusal != BodyRefusal.None)
            return AnswerTo(context, refusal);
        using (body)
            return await AppendAsync(context, format, body!);
    }

    private async Task<IResult> AppendAsync(HttpContext context, BodyFormat format, IngestBody body)
    {
        RejectionList rejected = new();
        BatchIdentity? identity;
        IReadOnlyList<SectionToAppend> sections;
        if (format == BodyFormat.Batch)
        {
            if (!BatchBody.TryRead(body.Bytes, out identity, out sections, out string? defect))
                return Problems.Create(400, "malformed-batch", "Malformed batch", defect);
        }
        else
        {
            if (!SourceHeaders.TryRead(context.Request.Headers, clock.GetUtcNow(), out identity, out string? defect))
                return Problems.Create(400, "malformed-header", "Malformed header", defect);
            sections = NdjsonBody.Read(body.Bytes, rejected);
        }

        if (!admission.LogHasRoomFor(SizeOf(sections)))
            return Problems.TryAgain(context, 503, "log-full", "The event log takes nothing now", "Its queue is full, or the disk is below its floor of free space.", _options.RetryAfter);

        body.Share();
        (IngestOutcome outcome, bool isQuiet) = await gateway.IngestAsync(sections, identity, rejected);
        if (isQuiet)
            body.Release();
        return AnswerTo(context, outcome);
    }

    private IResult AnswerTo(HttpContext context, BodyRefusal refusal) => refusal switch
    {
        BodyRefusal.TooLarge => Problems.Create(413, "too-large", "Body too large", $"A body may have {_options.BodySizeMax} bytes, after decompression too."),
        BodyRefusal.Undecodable => Problems.Create(400, "undecodable-body", "Undecodable body", "The body is not what its Content-Encoding says."),
        _ => Problems.TryAgain(context, 429, "overloaded", "Overloaded", "Too many request bodies are in flight.", _options.RetryAfter),
    };

    /// <summary>Whatever the answer, what became durable is counted and told: the repeat of the request will find it a duplicate.</summary>
    private IResult AnswerTo(HttpContext context, IngestOutcome outcome)
    {
        instruments.CountAnswer(outcome.Answer);
        return outcome.Fate switch
        {
            IngestFate.Done => Results.Json(outcome.Answer, SiloJsonContext.Default.IngestAnswer),
            IngestFate.Expired => Problems.Create(409, outcome.Code, "Identity expired", outcome.Detail, CountsOf(outcome.Answer)),
            IngestFate.Overloaded => Problems.TryAgain(context, 429, outcome.Code, "Overloaded", outcome.Detail, _options.RetryAfter),
            _ => Problems.TryAgain(context, 503, outcome.Code, "Unavailable", outcome.Detail, _options.RetryAfter),
        };
    }

    private static Dictionary<string, object?> CountsOf(IngestAnswer answer) => new()
    {
        ["accepted"] = answer.Accepted,
        ["duplicate"] = answer.Duplicate,
    };

    private static long SizeOf(IReadOnlyList<SectionToAppend> sections)
    {
        long size = 0;
        foreach (SectionToAppend section in sections)
            size += section.Bytes.Length;
        return size;
    }

    private static bool TryGetFormat(HttpRequest request, out BodyFormat format)
    {
        format = BodyFormat.Batch;
        string mediaType;
        try
        {
            mediaType = new ContentType(request.ContentType ?? string.Empty).MediaType;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return false;
        }

        if (mediaType == BatchBody.MediaType)
            return true;
        format = BodyFormat.Ndjson;
        return mediaType is NdjsonBody.MediaType or "application/jsonl";
    }

    private enum BodyFormat
    {
        Batch,
        Ndjson,
    }
}
