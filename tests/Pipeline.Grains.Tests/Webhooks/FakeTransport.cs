using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Pipeline.Grains.Webhooks;

namespace Pipeline.Grains.Tests.Webhooks;

/// <summary>Targets made up by a test: what was sent to them, and what they answer. Thread-safe.</summary>
internal sealed class FakeTransport : IWebhookTransport, IPublicUrl
{
    private readonly ConcurrentQueue<SentMessage> _sent = new();

    /// <summary>What a target answers; by default it takes everything.</summary>
    public Func<SentMessage, Task<WebhookAttempt>> Answer { get; set; } = static _ => Task.FromResult(Status(204));

    public string Value => "https://pipeline.example";

    /// <summary>Everything that was sent, in its order.</summary>
    public IReadOnlyList<SentMessage> Sent => [.. _sent];

    public IReadOnlyList<SentMessage> SentTo(string path) => [.. _sent.Where(message => message.Path == path)];

    public static WebhookAttempt Status(int status, TimeSpan? retryAfter = null) =>
        new(status, status is >= 200 and < 300 ? null : $"The target answered {status}.", retryAfter, false);

    public async Task<WebhookAttempt> SendAsync(WebhookMessage message, CancellationToken cancellationToken)
    {
        Dictionary<string, string> headers = message.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.Ordinal);
        SentMessage sent = new(message.Url.AbsolutePath, headers["webhook-id"], headers["webhook-signature"], JsonNode.Parse(message.Body.Span)!);
        _sent.Enqueue(sent);
        return await Answer(sent).WaitAsync(cancellationToken);
    }

    public string? FindFault(string url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && parsed.Scheme == "https" ? null : $"'{url}' is no https URL.";
}
