using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    /// <summary>How an endpoint is watched.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-endpoint</c>: no event of it was ever accepted; or another problem.</exception>
    public Task<DetectionSettingsReport> GetDetectionAsync(string endpoint, CancellationToken cancellationToken = default) =>
        _transport.GetAsync(PathOf(EndpointsPath, endpoint, "/detection"), ReportJsonContext.Default.DetectionSettingsReport, cancellationToken);

    /// <summary>Has an endpoint watched in another way from now on, whatever is configured for all; returns when it is durable and in effect.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="settings">How: those of <see cref="GetDetectionAsync"/>, changed.</param>
    /// <param name="cancellationToken">Gives up; the change may be made all the same.</param>
    /// <exception cref="PipelineQueryException">
    /// <c>malformed-settings</c>: a setting is out of its range; <c>unknown-endpoint</c>: no event of it was ever accepted; or another problem.
    /// </exception>
    public Task<DetectionSettingsReport> ConfigureDetectionAsync(
        string endpoint, DetectionSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        QueryString path = PathOf(EndpointsPath, endpoint, "/detection");
        return _transport.ChangeAsync(
            HttpMethod.Put, path, settings, ReportJsonContext.Default.DetectionSettings, ReportJsonContext.Default.DetectionSettingsReport, cancellationToken);
    }

    /// <summary>Says of an anomaly that this is normal: what it was about is learnt as usual. Repeating it changes nothing.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="anomalyId">The anomaly's id.</param>
    /// <param name="cancellationToken">Gives up; it may be said all the same.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-anomaly</c>: the endpoint knows no such anomaly, or not any more; or another problem.</exception>
    public Task<MarkedNormalReport> MarkAnomalyNormalAsync(string endpoint, string anomalyId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(anomalyId);
        QueryString path = PathOf(EndpointsPath, endpoint, $"/anomalies/{Uri.EscapeDataString(anomalyId)}/normal");
        return _transport.ChangeAsync(
            HttpMethod.Post, path, ReportJsonContext.Default.MarkedNormalReport, cancellationToken);
    }
}
