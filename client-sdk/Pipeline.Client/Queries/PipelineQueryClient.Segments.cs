using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    /// <summary>The aggregates of one segment over all endpoints, as far as they have published them.</summary>
    /// <param name="name">The segment.</param>
    /// <param name="range">Which part of its event time; the last five minutes by default.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-segment</c>: nothing of it was published; or another problem.</exception>
    public Task<WholeSegmentReport> GetSegmentAsync(string name, TimeRange range = default, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        QueryString question = new("/api/v1/segments");
        question.Add("name", name);
        range.AddTo(question);
        return _transport.GetAsync(question, ReportJsonContext.Default.WholeSegmentReport, cancellationToken);
    }

    /// <summary>The first segments by name, over all endpoints.</summary>
    /// <param name="range">Which part of their event time; the last five minutes by default.</param>
    /// <param name="limit">At most so many, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">The silo answered with a problem.</exception>
    public Task<SegmentListReport> ListSegmentsAsync(TimeRange range = default, int limit = 100, CancellationToken cancellationToken = default)
    {
        QueryString question = new("/api/v1/segments");
        range.AddTo(question);
        question.Add("limit", limit);
        return _transport.GetAsync(question, ReportJsonContext.Default.SegmentListReport, cancellationToken);
    }
}
