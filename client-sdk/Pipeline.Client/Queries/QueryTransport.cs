using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Client.Queries;

/// <summary>Sends questions, repeats those that the silo asks to repeat, and turns problems into exceptions.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class QueryTransport(HttpClient http, Uri silo, PipelineQueryOptions options)
{
    private const string ProblemTypeBase = "urn:pipeline:problem:";

    /// <summary>A problem is small; what is longer was not written by a silo.</summary>
    private const int ProblemSizeMax = 64 * 1_024;

    private readonly string _base = silo.AbsoluteUri.TrimEnd('/');

    /// <summary>Asks for one JSON document.</summary>
    /// <exception cref="PipelineQueryException">The silo answered with a problem, or with something else than asked for.</exception>
    /// <exception cref="HttpRequestException">The silo cannot be reached.</exception>
    public async Task<TReport> GetAsync<TReport>(QueryString question, JsonTypeInfo<TReport> type, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(question, _ => { }, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(question, response, type, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a change that may be repeated, and reads the JSON document that answers it.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">Path and parameters.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="bodyType">How it is written.</param>
    /// <param name="type">How the answer is read.</param>
    /// <param name="cancellationToken">Stops sending and waiting.</param>
    /// <param name="version">Only if what is changed is of this version still, 0 if it must not exist; null for any.</param>
    /// <param name="by">Who changes it; null for the user of the options.</param>
    /// <exception cref="PipelineQueryException">The silo answered with a problem, or with something else than asked for.</exception>
    /// <exception cref="HttpRequestException">The silo cannot be reached.</exception>
    public Task<TReport> ChangeAsync<TBody, TReport>(
        HttpMethod method,
        QueryString path,
        TBody body,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<TReport> type,
        CancellationToken cancellationToken,
        long? version = null,
        string? by = null) =>
        ChangeAsync(method, path, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), type, version, by, cancellationToken);

    /// <summary>Sends a change that its path says wholly.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">Path and parameters.</param>
    /// <param name="type">How the answer is read.</param>
    /// <param name="cancellationToken">Stops sending and waiting.</param>
    /// <param name="version">Only if what is changed is of this version still; null for any.</param>
    /// <param name="by">Who changes it; null for the user of the options.</param>
    /// <exception cref="PipelineQueryException">The silo answered with a problem, or with something else than asked for.</exception>
    /// <exception cref="HttpRequestException">The silo cannot be reached.</exception>
    public Task<TReport> ChangeAsync<TReport>(
        HttpMethod method, QueryString path, JsonTypeInfo<TReport> type, CancellationToken cancellationToken, long? version = null, string? by = null) =>
        ChangeAsync(method, path, null, type, version, by, cancellationToken);

    /// <summary>Makes a request one with another method and, if there is one, a JSON body.</summary>
    public static void Prepare(HttpRequestMessage request, HttpMethod method, byte[]? body)
    {
        request.Method = method;
        if (body is null)
            return;
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    private async Task<TReport> ChangeAsync<TReport>(
        HttpMethod method, QueryString path, byte[]? body, JsonTypeInfo<TReport> type, long? version, string? by, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(
            path,
            request =>
            {
                Prepare(request, method, body);
                if (version is 0)
                    request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
                else if (version is { } known)
                    request.Headers.IfMatch.Add(new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{known}\"")));
                if ((by ?? options.User) is { } user)
                    request.Headers.Add("Pipeline-User", user);
            },
            cancellationToken).ConfigureAwait(false);
        return await ReadAsync(path, response, type, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<TReport> ReadAsync<TReport>(
        QueryString question, HttpResponseMessage response, JsonTypeInfo<TReport> type, CancellationToken cancellationToken)
    {
        try
        {
            Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                return await JsonSerializer.DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false)
                    ?? throw new JsonException("The answer is null.");
            }
        }
        catch (JsonException exception)
        {
            throw new PipelineQueryException($"{question}: the answer is not that of a Pipeline silo.", response.StatusCode, null, null, null, exception);
        }
    }

    /// <summary>Sends until the answer is a success; its body has not been read. The caller disposes it.</summary>
    /// <param name="question">Path and parameters.</param>
    /// <param name="prepare">Completes the request, a GET without body; called once for each attempt.</param>
    /// <param name="cancellationToken">Stops sending and waiting.</param>
    /// <exception cref="PipelineQueryException">The silo answered with a problem.</exception>
    /// <exception cref="HttpRequestException">The silo cannot be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(QueryString question, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, _base + question);
            prepare(request);
            HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return response;

            TimeSpan wait;
            using (response)
            {
                TimeSpan? retryAfter = RetryAfterOf(response.Headers.RetryAfter);
                wait = retryAfter ?? options.RetryAfterDefault;
                bool isWorthRepeating = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
                if (!isWorthRepeating || attempt >= options.RetryCountMax || wait > options.RetryAfterMax)
                    throw await ReadProblemAsync(question, response, retryAfter, cancellationToken).ConfigureAwait(false);
            }

            await Task.Delay(wait, options.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header)
    {
        TimeSpan? asked = header?.Delta ?? header?.Date - options.Clock.GetUtcNow();
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

    private static async Task<PipelineQueryException> ReadProblemAsync(
        QueryString question, HttpResponseMessage response, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        string? type = null;
        string? title = null;
        string? detail = null;
        if (response.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json")
        {
            try
            {
#pragma warning disable CA2016 // .NET 8 has no overload that takes the token.
                await response.Content.LoadIntoBufferAsync(ProblemSizeMax).WaitAsync(cancellationToken).ConfigureAwait(false);
#pragma warning restore CA2016
                byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
                using JsonDocument problem = JsonDocument.Parse(body);
                type = Text(problem.RootElement, "type");
                title = Text(problem.RootElement, "title");
                detail = Text(problem.RootElement, "detail");
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or HttpRequestException)
            {
                // A broken or endless problem document must not hide the status.
            }
        }

        string? code = type?.StartsWith(ProblemTypeBase, StringComparison.Ordinal) == true ? type[ProblemTypeBase.Length..] : null;
        string words = detail ?? title ?? response.ReasonPhrase ?? "no reason given";
        string message = string.Create(CultureInfo.InvariantCulture, $"{question}: the silo answered {(int)response.StatusCode}{(code is null ? "" : " " + code)}: {words}");
        return new PipelineQueryException(message, response.StatusCode, code, detail, retryAfter);
    }

    private static string? Text(JsonElement problem, string member)
        => problem.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
