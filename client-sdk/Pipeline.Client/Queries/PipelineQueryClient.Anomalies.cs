using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    /// <summary>One page of anomalies: what was not as usual, for whom, since when and why. Asks only endpoints that can have some.</summary>
    /// <param name="question">Which anomalies; null for all.</param>
    /// <param name="cursor">What <see cref="AnomalyPage.Next"/> of the page before held; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-endpoint</c>: no event of it was ever accepted; or another problem.</exception>
    public Task<AnomalyPage> ListAnomaliesAsync(
        AnomalyQuestion? question = null, string? cursor = null, CancellationToken cancellationToken = default)
    {
        QueryString text = new("/api/v1/anomalies");
        (question ?? new AnomalyQuestion()).AddTo(text, cursor);
        return _transport.GetAsync(text, ReportJsonContext.Default.AnomalyPage, cancellationToken);
    }

    /// <summary>All anomalies asked for, page after page as they are consumed; one that begins meanwhile is not among them.</summary>
    /// <param name="question">Which anomalies; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-endpoint</c>: no event of it was ever accepted; or another problem.</exception>
    public IAsyncEnumerable<AnomalyPage> ReadAnomaliesAsync(
        AnomalyQuestion? question = null, CancellationToken cancellationToken = default) =>
        ReadPagesAsync((cursor, token) => ListAnomaliesAsync(question, cursor, token), static page => page.Next, cancellationToken);

    /// <summary>What the last judged windows of an endpoint were like against what is usual, the most surprising first.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="segment">Of this segment only; null for each.</param>
    /// <param name="limit">Features of a segment, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">
    /// <c>unknown-endpoint</c>: no event of it was ever accepted; <c>unknown-name</c>: it never saw the segment; or another problem.
    /// </exception>
    public Task<FeaturesReport> GetFeaturesAsync(
        string endpoint, string? segment = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint);

        // By parameter, not in the path: a proxy may decode or fold a path, never a parameter.
        QueryString question = new("/api/v1/endpoints/features");
        question.Add("name", endpoint);
        question.Add("segment", segment);
        question.Add("limit", limit);
        return _transport.GetAsync(question, ReportJsonContext.Default.FeaturesReport, cancellationToken);
    }
}
