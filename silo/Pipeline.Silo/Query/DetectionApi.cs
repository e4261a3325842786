using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Detection;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo.Query;

/// <summary>
/// <c>GET</c> and <c>PUT /api/v1/endpoints/{name}/detection</c>, and <c>POST /api/v1/endpoints/{name}/anomalies/{id}/normal</c>. See
/// docs/http-api.md.
/// </summary>
internal sealed partial class DetectionApi(EndpointDirectory directory, ILogger<DetectionApi> logger)
{
    /// <summary>What follows the endpoint's name.</summary>
    public const string Suffix = "/detection";

    /// <summary>The same of the feedback.</summary>
    public const string NormalSuffix = "/anomalies/{id}/normal";

    private const int BodySizeMax = 16 * 1_024;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;

    public Task<IResult> GetAsync(HttpContext context) => AnswerAsync(context, NameOf(context), ReportAsync);

    public async Task<IResult> PutAsync(HttpContext context)
    {
        if (await ReadBodyAsync(context.Request) is not { } body)
            return Problems.Create(413, "too-large", "Body too large", $"The settings of an endpoint take less than {BodySizeMax} bytes.");
        if (!DetectionSettingsReader.TryRead(body, out DetectionSettings? settings, out string defect))
            return Problems.Create(400, "malformed-settings", "Malformed settings", defect);
        return await AnswerAsync(context, NameOf(context), async grain =>
        {
            DetectionChangeAnswer answer = await grain.ConfigureDetectionAsync(settings!);
            return answer.Status == DetectionChangeStatus.Applied ? await ReportAsync(grain) : AnswerTo(context, answer);
        });
    }

    public Task<IResult> MarkNormalAsync(HttpContext context, string id)
    {
        string name = RawPath.NameBetween(context, EndpointsApi.Path + "/", NormalSuffix.Replace("{id}", id, StringComparison.Ordinal));
        return AnswerAsync(context, name, async grain =>
        {
            DetectionChangeAnswer answer = await grain.MarkNormalAsync(id);
            return answer.Status == DetectionChangeStatus.Applied
                ? Results.Json(new MarkedNormalReport(name, id), ReportJsonContext.Readable.MarkedNormalReport)
                : AnswerTo(context, answer);
        });
    }

    private static string NameOf(HttpContext context) => RawPath.NameBetween(context, EndpointsApi.Path + "/", Suffix);

    private static async Task<IResult> ReportAsync(IEndpointGrain grain) =>
        Results.Json(await grain.GetDetectionAsync(), ReportJsonContext.Readable.DetectionSettingsReport);

    private Task<IResult> AnswerAsync(HttpContext context, string name, Func<IEndpointGrain, Task<IResult>> ask) =>
        directory.AnswerAsync(context, name, ask, LogFailed);

    private static IResult AnswerTo(HttpContext context, DetectionChangeAnswer answer) => answer.Status switch
    {
        DetectionChangeStatus.Invalid => Problems.Create(400, "malformed-settings", "Malformed settings", answer.Detail!),
        DetectionChangeStatus.NotFound => Problems.Create(404, "unknown-anomaly", "Unknown anomaly", answer.Detail!),
        DetectionChangeStatus.Overloaded => Problems.TryAgain(context, 429, "overloaded", "Overloaded", answer.Detail!, RetryAfter),
        _ => Problems.TryAgain(context, 503, "unavailable", "Unavailable", answer.Detail!, RetryAfter),
    };

    /// <summary>Null if it is too long.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request)
    {
        byte[] bytes = new byte[BodySizeMax];
        int size = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        if (size == bytes.Length)
            return null;
        return bytes.AsMemory(0, size);
    }

    [LoggerMessage(1, LogLevel.Warning, "Endpoint {Endpoint} did not answer about how it is watched.")]
    private partial void LogFailed(Exception exception, string endpoint);
}
