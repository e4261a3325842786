using Pipeline.Protocol.Alerting;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    private const string SilencesPath = "/api/v1/silences";

    /// <summary>All silences: those that are or will be active first, then the latest first.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">A problem.</exception>
    public Task<SilencePage> ListSilencesAsync(CancellationToken cancellationToken = default) =>
        _transport.GetAsync(new QueryString(SilencesPath), AlertingJsonContext.Default.SilencePage, cancellationToken);

    /// <summary>One silence.</summary>
    /// <param name="id">The silence.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-silence</c>: there is none of that id, or not any more; or another problem.</exception>
    public Task<SilenceReport> GetSilenceAsync(string id, CancellationToken cancellationToken = default) =>
        _transport.GetAsync(PathOf(SilencesPath, id), AlertingJsonContext.Default.SilenceReport, cancellationToken);

    /// <summary>Makes a silence: alerts that fit are kept and shown, but nobody is told of them. Who is said by <see cref="PipelineQueryOptions.User"/>.</summary>
    /// <remarks>Repeated after an answer that was lost, there are two of it; they hold back the same.</remarks>
    /// <param name="request">Which alerts and until when.</param>
    /// <param name="cancellationToken">Gives up; it may be made all the same.</param>
    /// <exception cref="PipelineQueryException"><c>malformed-silence</c>: it cannot be made, as the detail says; or another problem.</exception>
    public Task<SilenceReport> CreateSilenceAsync(SilenceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _transport.ChangeAsync(
            HttpMethod.Post,
            new QueryString(SilencesPath),
            request,
            AlertingJsonContext.Default.SilenceRequest,
            AlertingJsonContext.Default.SilenceReport,
            cancellationToken);
    }

    /// <summary>What a silence would hold back now, and would have held back in the last week; nothing is changed.</summary>
    /// <param name="request">Which alerts and until when.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>malformed-silence</c>: it could not be made, as the detail says; or another problem.</exception>
    public Task<SilencePreview> PreviewSilenceAsync(SilenceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _transport.ChangeAsync(
            HttpMethod.Post,
            new QueryString(SilencesPath + "/preview"),
            request,
            AlertingJsonContext.Default.SilenceRequest,
            AlertingJsonContext.Default.SilencePreview,
            cancellationToken);
    }

    /// <summary>Ends a silence now.</summary>
    /// <param name="id">The silence.</param>
    /// <param name="version">Only if it is of this <see cref="SilenceReport.Version"/> still; null for any.</param>
    /// <param name="cancellationToken">Gives up; it may be ended all the same.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-silence</c>, <c>version-conflict</c>, or another problem.</exception>
    public Task<SilenceReport> EndSilenceAsync(string id, long? version = null, CancellationToken cancellationToken = default) =>
        _transport.ChangeAsync(
            HttpMethod.Delete, PathOf(SilencesPath, id), AlertingJsonContext.Default.SilenceReport, cancellationToken, version);
}
