using System.Globalization;
using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    /// <summary>Any aggregates of an endpoint, of one of its segments, or of a segment over all endpoints, step by step.</summary>
    /// <param name="question">Which aggregates, of what, how fine.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">
    /// <c>unknown-endpoint</c>, <c>unknown-segment</c>, <c>unknown-name</c>: the endpoint never saw the segment, operation or value; <c>too-many-points</c>; or another problem.
    /// </exception>
    public Task<SeriesReport> GetSeriesAsync(SeriesQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        QueryString text = new("/api/v1/series");
        text.Add("endpoint", question.Endpoint);
        text.Add("segment", question.Segment);
        text.Add("metric", string.Join(',', question.Metrics));
        text.Add("step", question.Step is { } step ? string.Create(CultureInfo.InvariantCulture, $"{step.TotalSeconds}s") : null);
        question.Range.AddTo(text);
        return _transport.GetAsync(text, ReportJsonContext.Default.SeriesReport, cancellationToken);
    }
}
