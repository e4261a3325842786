using Pipeline.Alerting.Alerts;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Alerting;

/// <summary>What it answers: all of it durable, all of it from memory.</summary>
public sealed partial class AlertGrain
{
    public Task<Json<AlertPage>> ListAlertsAsync(Json<AlertQuery> query) => AnswerAsync(book => book.ListAlerts(query.Read(), NowUnixMs));

    public Task<Json<IncidentPage>> ListIncidentsAsync(Json<AlertQuery> query) => AnswerAsync(book => book.ListIncidents(query.Read(), NowUnixMs));

    public Task<Json<IncidentPage>> ListOpenIncidentsAsync() => AnswerAsync(book => new IncidentPage(book.OpenIncidents(), NowUnixMs, null));

    public Task<Json<IncidentReport>?> GetIncidentAsync(string id) =>
        Task.FromResult(Book.FindIncident(id) is { } incident ? Packed.Of(incident) : default(Json<IncidentReport>?));

    public Task<Json<SilencePage>> ListSilencesAsync() => AnswerAsync(book => book.ListSilences(NowUnixMs));

    public Task<long> GetNextNumberAsync() => Task.FromResult(Book.NextNumber);

    public Task<Json<AuditPage>> ListChangesAsync() => AnswerAsync(book => new AuditPage([.. book.Audit.Reverse()], NowUnixMs));

    private Task<Json<T>> AnswerAsync<T>(Func<AlertBook, T> answer)
        where T : class => Task.FromResult(Packed.Of(answer(Book)));
}
