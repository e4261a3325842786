using Pipeline.Protocol.Alerting;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    private const string IncidentsPath = "/api/v1/incidents";

    /// <summary>One page of incidents: what is wrong, one for each cause.</summary>
    /// <param name="question">Which incidents; null for all.</param>
    /// <param name="cursor">What <see cref="IncidentPage.Next"/> of the page before held; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">A problem.</exception>
    public Task<IncidentPage> ListIncidentsAsync(
        AlertQuestion? question = null, string? cursor = null, CancellationToken cancellationToken = default)
    {
        QueryString text = new(IncidentsPath);
        (question ?? new AlertQuestion()).AddTo(text, cursor);
        return _transport.GetAsync(text, AlertingJsonContext.Default.IncidentPage, cancellationToken);
    }

    /// <summary>All incidents asked for, page after page as they are consumed; one that begins meanwhile is not among them.</summary>
    /// <param name="question">Which incidents; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">A problem.</exception>
    public IAsyncEnumerable<IncidentPage> ReadIncidentsAsync(
        AlertQuestion? question = null, CancellationToken cancellationToken = default) =>
        ReadPagesAsync((cursor, token) => ListIncidentsAsync(question, cursor, token), static page => page.Next, cancellationToken);

    /// <summary>One incident, whole.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-incident</c>: there is none of that id, or not any more; or another problem.</exception>
    public Task<IncidentReport> GetIncidentAsync(string id, CancellationToken cancellationToken = default) =>
        _transport.GetAsync(PathOf(IncidentsPath, id), AlertingJsonContext.Default.IncidentReport, cancellationToken);

    /// <summary>Says that somebody looks after an incident: nobody is reminded of it until that lapses. Who is said by <see cref="PipelineQueryOptions.User"/>.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="until">When it lapses, at most seven days from now; null for four hours from now.</param>
    /// <param name="note">Something to be written down with it; null for nothing.</param>
    /// <param name="version">Only if it is of this <see cref="IncidentReport.Version"/> still; null for any.</param>
    /// <param name="cancellationToken">Gives up; it may be said all the same.</param>
    /// <exception cref="PipelineQueryException">
    /// <c>unknown-incident</c>: there is none of that id; <c>malformed-incident</c>: the time or the note is out of its range;
    /// <c>version-conflict</c>: it has changed since, or is over; or another problem.
    /// </exception>
    public Task<IncidentReport> AcknowledgeIncidentAsync(
        string id, DateTimeOffset? until = null, string? note = null, long? version = null, CancellationToken cancellationToken = default) => _transport.ChangeAsync(
            HttpMethod.Post,
            PathOf(IncidentsPath, id, "/acknowledge"),
            new AcknowledgementRequest(until?.ToUnixTimeMilliseconds(), note),
            AlertingJsonContext.Default.AcknowledgementRequest,
            AlertingJsonContext.Default.IncidentReport,
            cancellationToken,
            version);

    /// <summary>Says that nobody looks after an incident any more.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="version">Only if it is of this <see cref="IncidentReport.Version"/> still; null for any.</param>
    /// <param name="cancellationToken">Gives up; it may be said all the same.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-incident</c>, <c>version-conflict</c>, or another problem.</exception>
    public Task<IncidentReport> WithdrawAcknowledgementAsync(string id, long? version = null, CancellationToken cancellationToken = default) =>
        _transport.ChangeAsync(
            HttpMethod.Delete, PathOf(IncidentsPath, id, "/acknowledge"), AlertingJsonContext.Default.IncidentReport, cancellationToken, version);

    /// <summary>Writes something down about an incident. Sent twice, it is written down twice.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="text">1 to 2,000 characters.</param>
    /// <param name="cancellationToken">Gives up; it may be written down all the same.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-incident</c>, <c>malformed-incident</c>, or another problem.</exception>
    public Task<IncidentReport> AddIncidentNoteAsync(string id, string text, CancellationToken cancellationToken = default) => _transport.ChangeAsync(
        HttpMethod.Post,
        PathOf(IncidentsPath, id, "/notes"),
        new IncidentNoteRequest(text),
        AlertingJsonContext.Default.IncidentNoteRequest,
        AlertingJsonContext.Default.IncidentReport,
        cancellationToken);
}
