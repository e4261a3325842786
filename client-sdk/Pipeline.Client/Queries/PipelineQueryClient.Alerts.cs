using Pipeline.Protocol.Alerting;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    /// <summary>One page of alerts: what gave cause for one, where each is in its life, and of which incident it is.</summary>
    /// <param name="question">Which alerts; null for all.</param>
    /// <param name="incident">Of this incident only; null for any.</param>
    /// <param name="cursor">What <see cref="AlertPage.Next"/> of the page before held; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">A problem.</exception>
    public Task<AlertPage> ListAlertsAsync(
        AlertQuestion? question = null, string? incident = null, string? cursor = null, CancellationToken cancellationToken = default)
    {
        QueryString text = new("/api/v1/alerts");
        text.Add("incident", incident);
        (question ?? new AlertQuestion()).AddTo(text, cursor);
        return _transport.GetAsync(text, AlertingJsonContext.Default.AlertPage, cancellationToken);
    }

    /// <summary>All alerts asked for, page after page as they are consumed; one that begins meanwhile is not among them.</summary>
    /// <param name="question">Which alerts; null for all.</param>
    /// <param name="incident">Of this incident only; null for any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">A problem.</exception>
    public IAsyncEnumerable<AlertPage> ReadAlertsAsync(
        AlertQuestion? question = null, string? incident = null, CancellationToken cancellationToken = default) =>
        ReadPagesAsync((cursor, token) => ListAlertsAsync(question, incident, cursor, token), static page => page.Next, cancellationToken);

    /// <summary>Who has changed what, the latest first: budgets, silences, incidents and webhooks.</summary>
    /// <param name="what">Only <c>budget</c>, <c>silence</c>, <c>incident</c> or <c>webhook</c>; null for all.</param>
    /// <param name="limit">At most so many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">A problem.</exception>
    public Task<AuditPage> ListChangesAsync(string? what = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        QueryString text = new("/api/v1/audit");
        text.Add("what", what);
        text.Add("limit", limit);
        return _transport.GetAsync(text, AlertingJsonContext.Default.AuditPage, cancellationToken);
    }
}
