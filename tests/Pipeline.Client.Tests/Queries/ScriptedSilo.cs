using System.Net;
using System.Text;
using Pipeline.Client.Queries;
using Pipeline.Testing;

namespace Pipeline.Client.Tests.Queries;

/// <summary>The silo's side of a conversation: answers in the order given, and notes what was asked.</summary>
internal sealed class ScriptedSilo : HttpMessageHandler
{
    private readonly Queue<HttpResponseMessage> _answers = new();

    /// <summary>Path and parameters of each request, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Value of one header of each request, in order; null where it was not sent.</summary>
    public List<string?> LastEventIds { get; } = [];

    /// <summary>Method, user and version of each request, in order; null where it was not sent.</summary>
    public List<(string Method, string? User, string? IfMatch, string? Body)> Changes { get; } = [];

    public SkippingTimeProvider Clock { get; } = new();

    public PipelineQueryClient CreateClient(PipelineQueryOptions? options = null) =>
        new(new HttpClient(this) { BaseAddress = new Uri("http://silo.test:7847/") }, (options ?? new PipelineQueryOptions()) with { Clock = Clock });

    public ScriptedSilo Answer(string json, string mediaType = "application/json")
    {
        _answers.Enqueue(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, mediaType) });
        return this;
    }

    public ScriptedSilo Refuse(HttpStatusCode status, string body, string? retryAfter = null, string mediaType = "application/problem+json")
    {
        HttpResponseMessage answer = new(status) { Content = new StringContent(body, Encoding.UTF8, mediaType) };
        if (retryAfter is not null)
            answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        _answers.Enqueue(answer);
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Add(request.RequestUri!.PathAndQuery);
        LastEventIds.Add(request.Headers.TryGetValues("Last-Event-ID", out IEnumerable<string>? ids) ? ids.Single() : null);
        string? body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        Changes.Add((request.Method.Method, Header(request, "Pipeline-User"), Header(request, "If-Match"), body));
        return _answers.TryDequeue(out HttpResponseMessage? answer)
            ? answer
            : throw new HttpRequestException("nobody answers");
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.Single() : null;
}
