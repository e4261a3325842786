using Pipeline.Protocol.Alerting;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    private const string WebhooksPath = "/api/v1/webhooks";

    /// <summary>All webhooks by name, and how each fares.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">A problem.</exception>
    public Task<WebhookPage> ListWebhooksAsync(CancellationToken cancellationToken = default) =>
        _transport.GetAsync(new QueryString(WebhooksPath), AlertingJsonContext.Default.WebhookPage, cancellationToken);

    /// <summary>One webhook, and how it fares.</summary>
    /// <param name="id">The webhook.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-webhook</c>: there is none of that id; or another problem.</exception>
    public Task<WebhookReport> GetWebhookAsync(string id, CancellationToken cancellationToken = default) =>
        _transport.GetAsync(PathOf(WebhooksPath, id), AlertingJsonContext.Default.WebhookReport, cancellationToken);

    /// <summary>Makes a webhook, which is told of what comes from now on. Who makes it is said by <see cref="PipelineQueryOptions.User"/>.</summary>
    /// <remarks>The secret is in this answer only. Repeated after an answer that was lost, there are two of it.</remarks>
    /// <param name="request">Where to, what and about which incidents.</param>
    /// <param name="cancellationToken">Gives up; it may be made all the same.</param>
    /// <exception cref="PipelineQueryException"><c>malformed-webhook</c>: it cannot be made, as the detail says; or another problem.</exception>
    public Task<WebhookSecretReport> CreateWebhookAsync(WebhookRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _transport.ChangeAsync(
            HttpMethod.Post,
            new QueryString(WebhooksPath),
            request,
            AlertingJsonContext.Default.WebhookRequest,
            AlertingJsonContext.Default.WebhookSecretReport,
            cancellationToken);
    }

    /// <summary>Changes a webhook: it is as the request says from now on.</summary>
    /// <param name="id">The webhook.</param>
    /// <param name="request">All of it; the payload stays what it is.</param>
    /// <param name="version">Only if it is of this version still; null for any.</param>
    /// <param name="cancellationToken">Gives up; it may be changed all the same.</param>
    /// <exception cref="PipelineQueryException">
    /// <c>unknown-webhook</c>, <c>malformed-webhook</c>, or <c>version-conflict</c>: somebody has changed it since; or another problem.
    /// </exception>
    public Task<WebhookReport> UpdateWebhookAsync(string id, WebhookRequest request, long? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _transport.ChangeAsync(
            HttpMethod.Put,
            PathOf(WebhooksPath, id),
            request,
            AlertingJsonContext.Default.WebhookRequest,
            AlertingJsonContext.Default.WebhookReport,
            cancellationToken,
            version);
    }

    /// <summary>Removes a webhook with everything it has not sent; the answer shows it as it was.</summary>
    /// <param name="id">The webhook.</param>
    /// <param name="version">Only if it is of this version still; null for any.</param>
    /// <param name="cancellationToken">Gives up; it may be removed all the same.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-webhook</c> or <c>version-conflict</c>; or another problem.</exception>
    public Task<WebhookReport> DeleteWebhookAsync(string id, long? version = null, CancellationToken cancellationToken = default) =>
        _transport.ChangeAsync(
            HttpMethod.Delete, PathOf(WebhooksPath, id), AlertingJsonContext.Default.WebhookReport, cancellationToken, version);

    /// <summary>Gives a webhook another secret, which is in this answer only; for 24 hours messages are signed with both.</summary>
    /// <param name="id">The webhook.</param>
    /// <param name="version">Only if it is of this version still; null for any. Without it, a repeat after an answer that was lost rotates twice.</param>
    /// <param name="cancellationToken">Gives up; it may be rotated all the same.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-webhook</c> or <c>version-conflict</c>; or another problem.</exception>
    public Task<WebhookSecretReport> RotateWebhookAsync(string id, long? version = null, CancellationToken cancellationToken = default) =>
        _transport.ChangeAsync(
            HttpMethod.Post, PathOf(WebhooksPath, id, "/rotate"), AlertingJsonContext.Default.WebhookSecretReport, cancellationToken, version);

    /// <summary>Sends a test through the outbox, like any other message.</summary>
    /// <param name="id">The webhook.</param>
    /// <param name="cancellationToken">Gives up; it may be sent all the same.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-webhook</c>, or <c>malformed-webhook</c>: it is switched off; or another problem.</exception>
    public Task<WebhookReplayReport> TestWebhookAsync(string id, CancellationToken cancellationToken = default) =>
        _transport.ChangeAsync(
            HttpMethod.Post, PathOf(WebhooksPath, id, "/test"), AlertingJsonContext.Default.WebhookReplayReport, cancellationToken);

    /// <summary>Sends once more what was given up, under the id it has always had.</summary>
    /// <param name="id">The webhook.</param>
    /// <param name="messageId">The message; null for all.</param>
    /// <param name="cancellationToken">Gives up; it may be sent all the same.</param>
    /// <exception cref="PipelineQueryException">
    /// <c>unknown-webhook</c>: there is no such webhook or message; <c>malformed-webhook</c>: the message was not given up; or another problem.
    /// </exception>
    public Task<WebhookReplayReport> ReplayWebhookAsync(string id, string? messageId = null, CancellationToken cancellationToken = default) =>
        _transport.ChangeAsync(
            HttpMethod.Post,
            PathOf(WebhooksPath, id, "/replay"),
            new WebhookReplayRequest(messageId),
            AlertingJsonContext.Default.WebhookReplayRequest,
            AlertingJsonContext.Default.WebhookReplayReport,
            cancellationToken);

    /// <summary>A page of what a webhook has sent and owes, the latest first.</summary>
    /// <param name="id">The webhook.</param>
    /// <param name="state">Only messages in this state; null for all.</param>
    /// <param name="limit">Messages of a page, 1 to 1,000; null for 100.</param>
    /// <param name="cursor"><see cref="WebhookDeliveryPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-webhook</c>; or another problem.</exception>
    public Task<WebhookDeliveryPage> ListWebhookDeliveriesAsync(
        string id, DeliveryState? state = null, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default)
    {
        QueryString question = PathOf(WebhooksPath, id, "/deliveries");
        question.Add("state", state);
        question.Add("limit", limit);
        question.Add("cursor", cursor);
        return _transport.GetAsync(question, AlertingJsonContext.Default.WebhookDeliveryPage, cancellationToken);
    }
}
