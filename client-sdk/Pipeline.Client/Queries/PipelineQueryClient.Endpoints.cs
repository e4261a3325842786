using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    /// <summary>The aggregates of one endpoint.</summary>
    /// <param name="name">The endpoint.</param>
    /// <param name="range">Which part of its event time; the last five minutes by default.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-endpoint</c>: no event of it was ever accepted; or another problem.</exception>
    public Task<EndpointReport> GetEndpointAsync(string name, TimeRange range = default, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);

        // By parameter, not in the path: a proxy may decode or fold a path, never a parameter.
        QueryString question = new("/api/v1/endpoints");
        question.Add("name", name);
        range.AddTo(question);
        return _transport.GetAsync(question, ReportJsonContext.Default.EndpointReport, cancellationToken);
    }

    /// <summary>The first endpoints by name, with their aggregates.</summary>
    /// <param name="range">Which part of their event time; the last five minutes by default.</param>
    /// <param name="limit">At most so many, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">The silo answered with a problem.</exception>
    public Task<EndpointListReport> ListEndpointsAsync(TimeRange range = default, int limit = 100, CancellationToken cancellationToken = default)
    {
        QueryString question = new("/api/v1/endpoints");
        range.AddTo(question);
        question.Add("limit", limit);
        return _transport.GetAsync(question, ReportJsonContext.Default.EndpointListReport, cancellationToken);
    }
}
