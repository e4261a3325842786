using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.EndToEnd.Tests.Alerts;

/// <summary>A grain of alerts that holds what a test gives it, and notes what it is asked.</summary>
internal sealed class FakeAlerts : IAlertGrain
{
    public List<IncidentReport> Incidents { get; } = [];

    public List<AlertReport> Alerts { get; } = [];

    public List<SilenceReport> Silences { get; } = [];

    public List<AuditRecord> Changes { get; } = [];

    public List<FindingsUpdate> Reports { get; } = [];

    /// <summary>What lists were asked for, in order.</summary>
    public List<AlertQuery> Queries { get; } = [];

    /// <summary>What changes were asked for, in order.</summary>
    public List<(string Change, string Id, string By, long? Version, object? Body)> Asked { get; } = [];

    /// <summary>Answers the next change, instead of making it.</summary>
    public (ChangeStatus Status, string Detail)? Refusal { get; set; }

    /// <summary>Thrown by whatever is asked.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Answers a report; null for its revision.</summary>
    public Func<FindingsUpdate, long>? Durable { get; set; }

    /// <summary>Called after each report.</summary>
    public Action? Reported { get; set; }

    public Task<long> ReportAsync(Json<FindingsUpdate> update)
    {
        FindingsUpdate report = update.Read();
        if (Failure is not null)
        {
            Reported?.Invoke();
            throw Failure;
        }

        Reports.Add(report);
        Reported?.Invoke();
        return Task.FromResult(Durable?.Invoke(report) ?? report.Revision);
    }

    public Task<Json<AlertPage>> ListAlertsAsync(Json<AlertQuery> query)
    {
        AlertQuery asked = Note(query);
        AlertReport[] after = [.. Alerts.Where(alert => asked.After is null || IsAfter(alert.Began, alert.Id, asked.After))];
        return Task.FromResult(Packed.Of(new AlertPage([.. after.Take(asked.Limit)], 9, after.Length > asked.Limit ? new AlertPosition(after[asked.Limit - 1].Began, after[asked.Limit - 1].Id).ToCursor() : null)));
    }

    public Task<Json<IncidentPage>> ListIncidentsAsync(Json<AlertQuery> query)
    {
        AlertQuery asked = Note(query);
        IncidentReport[] after = [.. Incidents.Where(incident => asked.After is null || IsAfter(incident.Since, incident.Id, asked.After))];
        return Task.FromResult(Packed.Of(new IncidentPage([.. after.Take(asked.Limit)], 9, after.Length > asked.Limit ? new AlertPosition(after[asked.Limit - 1].Since, after[asked.Limit - 1].Id).ToCursor() : null)));
    }

    public Task<Json<IncidentReport>?> GetIncidentAsync(string id)
    {
        Fail();
        return Task.FromResult(Incidents.Find(incident => incident.Id == id) is { } found ? Packed.Of(found) : (Json<IncidentReport>?)null);
    }

    public Task<ChangeAnswer<IncidentReport>> AcknowledgeAsync(string id, Json<AcknowledgementRequest> request, string by, long? version) =>
        Change("acknowledge", id, by, version, request.Read());

    public Task<ChangeAnswer<IncidentReport>> WithdrawAcknowledgementAsync(string id, string by, long? version) => Change("withdraw", id, by, version, null);

    public Task<ChangeAnswer<IncidentReport>> AddNoteAsync(string id, Json<IncidentNoteRequest> request, string by) => Change("note", id, by, null, request.Read());

    public Task<Json<SilencePage>> ListSilencesAsync()
    {
        Fail();
        return Task.FromResult(Packed.Of(new SilencePage([.. Silences], 9)));
    }

    public Task<ChangeAnswer<SilenceReport>> CreateSilenceAsync(Json<SilenceRequest> request, string by)
    {
        SilenceRequest asked = request.Read();
        Fail();
        Asked.Add(("create", "", by, null, asked));
        return Task.FromResult(Refusal is var (status, detail)
            ? Packed.Refused<SilenceReport>(status, detail)
            : Packed.Applied(new SilenceReport("00000000000000aa", 1, asked.Matchers!, asked.From ?? 1, asked.Until!.Value, by, 1, asked.Reason, true)));
    }

    public Task<ChangeAnswer<SilenceReport>> EndSilenceAsync(string id, string by, long? version)
    {
        Fail();
        Asked.Add(("end", id, by, version, null));
        return Task.FromResult(Refusal is var (status, detail)
            ? Packed.Refused<SilenceReport>(status, detail)
            : Silences.Find(silence => silence.Id == id) is { } found
                ? Packed.Applied(found with { Version = found.Version + 1, IsActive = false })
                : Packed.Refused<SilenceReport>(ChangeStatus.NotFound, $"There is no silence '{id}', or not any more."));
    }

    public Task<ChangeAnswer<SilencePreview>> PreviewSilenceAsync(Json<SilenceRequest> request)
    {
        Fail();
        Asked.Add(("preview", "", "", null, request.Read()));
        return Task.FromResult(Refusal is var (status, detail)
            ? Packed.Refused<SilencePreview>(status, detail)
            : Packed.Applied(new SilencePreview([.. Alerts], [.. Incidents.Select(static incident => incident.Id)], 3)));
    }

    public Task<Json<IncidentPage>> ListOpenIncidentsAsync()
    {
        Fail();
        return Task.FromResult(Packed.Of(new IncidentPage([.. Incidents.Where(static incident => incident.State == IncidentState.Open)], 9, null)));
    }

    public Task<long> GetNextNumberAsync() => Task.FromResult(1L);

    public Task<Json<AuditPage>> ListChangesAsync()
    {
        Fail();
        return Task.FromResult(Packed.Of(new AuditPage([.. Changes], 9)));
    }

    public Task WakeAsync() => Task.CompletedTask;

    private static bool IsAfter(long since, string id, AlertPosition position) =>
        since < position.Since || (since == position.Since && string.CompareOrdinal(id, position.Id) > 0);

    private AlertQuery Note(Json<AlertQuery> query)
    {
        Fail();
        Queries.Add(query.Read());
        return Queries[^1];
    }

    private Task<ChangeAnswer<IncidentReport>> Change(string change, string id, string by, long? version, object? body)
    {
        Fail();
        Asked.Add((change, id, by, version, body));
        return Task.FromResult(Refusal is var (status, detail)
            ? Packed.Refused<IncidentReport>(status, detail)
            : Incidents.Find(incident => incident.Id == id) is { } found
                ? Packed.Applied(found with { Version = found.Version + 1 })
                : Packed.Refused<IncidentReport>(ChangeStatus.NotFound, $"There is no incident '{id}', or not any more."));
    }

    private void Fail()
    {
        if (Failure is not null)
            throw Failure;
    }
}
