using System.Text.Json;
using Pipeline.Core.Packing;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>All webhooks with their secrets, and who has changed them: a function of <see cref="WebhookEntry"/>. Not thread-safe.</summary>
public sealed class WebhookBook : IJournaled<WebhookBook, WebhookEntry>
{
    private readonly Dictionary<string, WebhookSubscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly Queue<AuditRecord> _changes = new();

    /// <summary>One without webhooks.</summary>
    public WebhookBook()
    {
    }

    private WebhookBook(WebhookBookSnapshot snapshot)
    {
        Version = snapshot.Version;
        foreach (WebhookSubscription webhook in snapshot.Subscriptions)
            _subscriptions.Add(webhook.Id, webhook);
        foreach (AuditRecord change in snapshot.Changes)
            _changes.Enqueue(change);
    }

    /// <summary>Rises with every change.</summary>
    public long Version { get; private set; }

    public int Count => _subscriptions.Count;

    /// <summary>By name, then id.</summary>
    public IEnumerable<WebhookSubscription> Subscriptions =>
        _subscriptions.Values.OrderBy(webhook => webhook.Name, StringComparer.Ordinal).ThenBy(webhook => webhook.Id, StringComparer.Ordinal);

    /// <summary>The latest first.</summary>
    public IEnumerable<AuditRecord> Changes => _changes.Reverse();

    /// <summary>One of them; null if there is none.</summary>
    public WebhookSubscription? Find(string id) => _subscriptions.GetValueOrDefault(id);

    /// <summary>Takes the next entry.</summary>
    public void Apply(WebhookEntry entry)
    {
        Version++;
        AuditRecord record;
        switch (entry)
        {
            case WebhookEntry.Set set:
                _subscriptions[set.Subscription.Id] = set.Subscription;
                record = new(entry.At, entry.By, "webhook", set.Subscription.Id, set.Change, Describe(set.Subscription));
                break;
            case WebhookEntry.Deleted deleted:
                _subscriptions.Remove(deleted.Id, out WebhookSubscription? gone);
                record = new(entry.At, entry.By, "webhook", deleted.Id, "deleted", gone is null ? null : Describe(gone));
                break;
            default:
                throw new ArgumentException($"An entry of kind {entry.GetType().Name} is unknown.", nameof(entry));
        }

        _changes.Enqueue(record);
        if (_changes.Count > AlertingLimits.AuditMax)
            _changes.Dequeue();
    }

    /// <summary>The entry's bytes.</summary>
    public static byte[] Write(WebhookEntry entry) => JsonBytes.Write(entry, OutboxJsonContext.Default.WebhookEntry);

    /// <summary>An entry of its bytes; null if this program does not know the form.</summary>
    public static WebhookEntry? Read(ReadOnlySpan<byte> bytes) =>
        JsonBytes.Read(bytes, OutboxJsonContext.Default.WebhookEntry) is { V: 1 } entry ? entry : null;

    /// <summary>All of it, for a snapshot.</summary>
    public byte[] WriteSnapshot() =>
        JsonBytes.Write(new WebhookBookSnapshot(1, Version, [.. Subscriptions], [.. _changes]), OutboxJsonContext.Default.WebhookBookSnapshot);

    /// <summary>A book of a snapshot; null if this program does not know the form.</summary>
    public static WebhookBook? ReadSnapshot(ReadOnlySpan<byte> bytes) =>
        JsonBytes.Read(bytes, OutboxJsonContext.Default.WebhookBookSnapshot) is { V: 1 } snapshot ? new WebhookBook(snapshot) : null;

    /// <summary>A webhook without its secrets, and without how it fares.</summary>
    public static WebhookReport Report(WebhookSubscription webhook, long nowUnixMs) => new(
        webhook.Id,
        webhook.Version,
        webhook.Name,
        webhook.Url,
        webhook.Payload,
        webhook.Filter,
        webhook.Payload == WebhookPayload.Heartbeat ? webhook.HeartbeatSeconds : null,
        webhook.IsEnabled,
        webhook.DisabledReason,
        webhook.PreviousUntil > nowUnixMs ? webhook.PreviousUntil : null,
        Health: webhook.IsEnabled ? null : WebhookHealth.Disabled,
        Pending: 0,
        Dead: 0,
        Superseded: 0,
        LastSuccess: null,
        LastFailure: null,
        LastError: null,
        webhook.By,
        webhook.At);

    private static string Describe(WebhookSubscription webhook)
    {
        string state = webhook.IsEnabled ? "enabled" : webhook.DisabledReason is { } reason ? $"disabled: {reason}" : "disabled";
        return $"{webhook.Name} -> {WithoutQuery(webhook.Url)}, {Words.Of(webhook.Payload)}, {state}";
    }

    /// <summary>Tokens travel in queries, and an audit must not have them.</summary>
    private static string WithoutQuery(string url) => url.IndexOfAny(['?', '#']) is >= 0 and int end ? url[..end] : url;
}
