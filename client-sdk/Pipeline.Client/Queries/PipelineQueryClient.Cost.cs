using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    /// <summary>What the time of an endpoint is spent on, and what was added since a reference period: by traffic, by calls, by slower calls.</summary>
    /// <param name="question">Of which endpoint, when, compared with what.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The endpoint's name is empty.</exception>
    /// <exception cref="PipelineQueryException">
    /// <c>unknown-endpoint</c>: no event of it was ever accepted; <c>unknown-name</c>: it never saw the segment; or another problem.
    /// </exception>
    public Task<CostReport> GetCostAsync(CostQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentException.ThrowIfNullOrEmpty(question.Endpoint, nameof(question));

        // By parameter, not in the path: a proxy may decode or fold a path, never a parameter.
        QueryString text = new("/api/v1/endpoints/cost");
        question.AddTo(text);
        return _transport.GetAsync(text, ReportJsonContext.Default.CostReport, cancellationToken);
    }
}
