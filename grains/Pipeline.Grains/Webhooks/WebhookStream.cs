using Pipeline.EventLog;

namespace Pipeline.Grains.Webhooks;

/// <summary>How webhooks are named in the event log.</summary>
public static class WebhookStream
{
    private const string Prefix = "webhook/";

    /// <summary>The stream of a webhook's outbox: <c>webhook/</c> and its id.</summary>
    public static StreamName NameOf(string id) => new(Prefix + id);

    /// <summary>The webhook of a stream; false for a stream of another kind.</summary>
    public static bool TryGetId(StreamName stream, out string id)
    {
        bool isWebhook = stream.Value.StartsWith(Prefix, StringComparison.Ordinal);
        id = isWebhook ? stream.Value[Prefix.Length..] : string.Empty;
        return isWebhook;
    }
}
