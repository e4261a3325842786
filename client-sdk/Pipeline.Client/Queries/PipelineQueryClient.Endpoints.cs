using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    private const string EndpointsPath = "/api/v1/endpoints";

    /// <summary>The aggregates of one endpoint.</summary>
    /// <param name="name">The endpoint.</param>
    /// <param name="range">Which part of its event time; the last five minutes by default.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-endpoint</c>: no event of it was ever accepted; or another problem.</exception>
    public Task<EndpointReport> GetEndpointAsync(string name, TimeRange range = default, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);

        // By parameter, not in the path: a proxy may decode or fold a path, never a parameter.
        QueryString question = new(EndpointsPath);
        question.Add("name", name);
        range.AddTo(question);
        return _transport.GetAsync(question, ReportJsonContext.Default.EndpointReport, cancellationToken);
    }

    /// <summary>One page of endpoints, short: the last five minutes of each, as the catalog heard of them last. Wakes no endpoint.</summary>
    /// <param name="question">Order and size of the page; null for the first hundred by name.</param>
    /// <param name="cursor">What <see cref="EndpointSummaryListReport.Next"/> of the page before held; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">The silo answered with a problem.</exception>
    public Task<EndpointSummaryListReport> ListEndpointsAsync(
        EndpointListQuestion? question = null, string? cursor = null, CancellationToken cancellationToken = default)
    {
        QueryString text = new(EndpointsPath);
        (question ?? new EndpointListQuestion()).AddTo(text, cursor);
        return _transport.GetAsync(text, ReportJsonContext.Default.EndpointSummaryListReport, cancellationToken);
    }

    /// <summary>All endpoints, page after page as they are consumed.</summary>
    /// <remarks>By name every endpoint comes once; by a figure, one whose figure moves between two pages may come twice or not at all.</remarks>
    /// <param name="question">Order and size of the pages; null for a hundred at a time by name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">The silo answered with a problem.</exception>
    public IAsyncEnumerable<EndpointSummaryListReport> ReadEndpointsAsync(
        EndpointListQuestion? question = null, CancellationToken cancellationToken = default) =>
        ReadPagesAsync((cursor, token) => ListEndpointsAsync(question, cursor, token), static page => page.Next, cancellationToken);

    /// <summary>One page of endpoints with all that is known of each in a range; asks every endpoint of the page.</summary>
    /// <param name="range">Which part of their event time; the last five minutes by default.</param>
    /// <param name="question">Order, by the last five minutes, and size of the page; null for the first hundred by name.</param>
    /// <param name="cursor">What <see cref="EndpointListReport.Next"/> of the page before held; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">The silo answered with a problem.</exception>
    public Task<EndpointListReport> ListEndpointReportsAsync(
        TimeRange range = default, EndpointListQuestion? question = null, string? cursor = null, CancellationToken cancellationToken = default)
    {
        QueryString text = new(EndpointsPath);
        text.Add("detail", "full");
        range.AddTo(text);
        (question ?? new EndpointListQuestion()).AddTo(text, cursor);
        return _transport.GetAsync(text, ReportJsonContext.Default.EndpointListReport, cancellationToken);
    }
}
