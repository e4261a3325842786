using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    /// <summary>Two segments or two periods of one endpoint, and which operations make the difference.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="a">The first side.</param>
    /// <param name="b">The second side.</param>
    /// <param name="range">Beside segments: the common range; the last five minutes by default. Beside periods leave it out.</param>
    /// <param name="segment">Beside periods: of this segment only.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-endpoint</c>: no event of it was ever accepted; or another problem.</exception>
    public Task<ComparisonReport> CompareAsync(
        string endpoint,
        ComparisonSide a,
        ComparisonSide b,
        TimeRange range = default,
        string? segment = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        QueryString question = new("/api/v1/compare");
        question.Add("endpoint", endpoint);
        question.Add("a", a.ToString());
        question.Add("b", b.ToString());
        question.Add("segment", segment);
        range.AddTo(question);
        return _transport.GetAsync(question, ReportJsonContext.Default.ComparisonReport, cancellationToken);
    }
}
