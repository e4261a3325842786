using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Abstractions.Alerting;

/// <summary>The outbox of one webhook: takes transitions for good, and sends them until the target has them. The key is the webhook's id.</summary>
/// <remarks>
/// Everything it owes is a function of the entries of its stream, whose appends are fenced; so what is acknowledged is sent, also after a
/// crash, and at most by two activations at a time, under one <c>webhook-id</c>. Calls interleave, and none waits for the target.
/// </remarks>
public interface IWebhookGrain : IGrainWithStringKey
{
    /// <summary>Takes transitions; those it has taken before, and those its filter leaves out, change nothing.</summary>
    /// <returns>The number of the last transition that it has for good.</returns>
    [AlwaysInterleave]
    Task<long> EnqueueAsync(Json<NotificationBatch> batch);

    /// <summary>Takes what its subscription has become.</summary>
    [AlwaysInterleave]
    Task ConfigureAsync(Json<WebhookSubscription> subscription);

    /// <summary>Forgets everything: the webhook was removed.</summary>
    [AlwaysInterleave]
    Task RemoveAsync();

    /// <summary>Completes a report with how the target fares.</summary>
    [AlwaysInterleave]
    Task<Json<WebhookReport>> DescribeAsync(Json<WebhookReport> report);

    /// <summary>Sends a test message, through the outbox like any other.</summary>
    [AlwaysInterleave]
    Task<ChangeAnswer<WebhookReplayReport>> TestAsync();

    /// <summary>Messages, the latest first.</summary>
    /// <param name="state">Only those in this state; null for all.</param>
    /// <param name="limit">1 to 1,000.</param>
    /// <param name="after">Cursor of the page before; null for the first page.</param>
    [AlwaysInterleave]
    Task<Json<WebhookDeliveryPage>> ListDeliveriesAsync(DeliveryState? state, int limit, string? after);

    /// <summary>Sends what was given up once more, but nothing that a later message of the same incident has overtaken.</summary>
    /// <param name="messageId">Which; null for all.</param>
    [AlwaysInterleave]
    Task<ChangeAnswer<WebhookReplayReport>> ReplayAsync(string? messageId);

    /// <summary>Brings it into memory, so that it sends what it owes after a restart.</summary>
    [AlwaysInterleave]
    Task WakeAsync();
}
