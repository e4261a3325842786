using System.Security.Cryptography;
using Pipeline.Alerting;
using Pipeline.Alerting.Alerts;
using Pipeline.Alerting.Silences;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Journals;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Alerting;

/// <summary>What people change: checked against the state that the change is then made in.</summary>
public sealed partial class AlertGrain
{
    private static readonly TimeSpan s_acknowledgedFor = TimeSpan.FromHours(4);
    private static readonly TimeSpan s_acknowledgedForMax = TimeSpan.FromDays(7);

    public Task<ChangeAnswer<IncidentReport>> AcknowledgeAsync(string id, Json<AcknowledgementRequest> request, string by, long? version)
    {
        AcknowledgementRequest asked = request.Read();
        return ChangeIncidentAsync(id, version, incident =>
        {
            long now = NowUnixMs;
            long until = asked.Until ?? now + (long)s_acknowledgedFor.TotalMilliseconds;
            if (until <= now || until > now + (long)s_acknowledgedForMax.TotalMilliseconds)
                return Fault(ChangeStatus.Invalid, "until: an acknowledgement lapses after now, and within seven days.");
            if (asked.Note is { } note && FindFault(note) is { } fault)
                return Fault(ChangeStatus.Invalid, "note: " + fault);
            return incident.State is IncidentState.Pending or IncidentState.Open
                ? CreateEntry(by) with { Acknowledged = new AcknowledgedEntry(id, until, asked.Note) }
                : Fault(ChangeStatus.Conflict, $"Incident '{id}' is over.");
        });
    }

    public Task<ChangeAnswer<IncidentReport>> WithdrawAcknowledgementAsync(string id, string by, long? version) =>
        ChangeIncidentAsync(id, version, _ => CreateEntry(by) with { Withdrawn = id });

    public Task<ChangeAnswer<IncidentReport>> AddNoteAsync(string id, Json<IncidentNoteRequest> request, string by)
    {
        string text = request.Read().Text ?? string.Empty;
        return ChangeIncidentAsync(id, null, _ => FindFault(text) is { } fault
            ? Fault(ChangeStatus.Invalid, "text: " + fault)
            : CreateEntry(by) with { Noted = new NotedEntry(id, text) });
    }

    public async Task<ChangeAnswer<SilenceReport>> CreateSilenceAsync(Json<SilenceRequest> request, string by)
    {
        SilenceRequest asked = request.Read();
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        Refusal? refusal = null;
        JournalStatus status = await CommitAsync(book =>
        {
            long now = NowUnixMs;
            refusal = SilenceRules.FindFault(asked, now) is { } fault ? new Refusal(ChangeStatus.Invalid, fault)
                : !book.HasRoomForSilence(now) ? new Refusal(ChangeStatus.Invalid, $"There are {AlertingLimits.SilencesMax} silences that are not over: end one first.")
                : null;
            return refusal is not null ? null : CreateEntry(by) with
            {
                Silenced = new SilencedEntry(id, asked.Matchers!, asked.From ?? now, asked.Until!.Value, asked.Reason),
            };
        });
        return Answer(status, refusal, () => Book.FindSilence(id, NowUnixMs)!);
    }

    public async Task<ChangeAnswer<SilenceReport>> EndSilenceAsync(string id, string by, long? version)
    {
        Refusal? refusal = null;
        JournalStatus status = await CommitAsync(book =>
        {
            SilenceReport? silence = book.FindSilence(id, NowUnixMs);
            refusal = silence is null ? new Refusal(ChangeStatus.NotFound, $"There is no silence '{id}', or not any more.")
                : version is { } known && known != silence.Version ? new Refusal(ChangeStatus.Conflict, $"Silence '{id}' is of version {silence.Version}, not {known}.")
                : null;
            return refusal is not null || silence!.Until <= NowUnixMs ? null : CreateEntry(by) with { Unsilenced = id };
        });
        return Answer(status, refusal, () => Book.FindSilence(id, NowUnixMs)!);
    }

    public Task<ChangeAnswer<SilencePreview>> PreviewSilenceAsync(Json<SilenceRequest> request)
    {
        SilenceRequest asked = request.Read();
        return Task.FromResult(SilenceRules.FindFault(asked, NowUnixMs) is { } fault
            ? Packed.Refused<SilencePreview>(ChangeStatus.Invalid, fault)
            : Packed.Applied(Book.Preview(asked.Matchers!, NowUnixMs)));
    }

    private async Task<ChangeAnswer<IncidentReport>> ChangeIncidentAsync(string id, long? version, Func<IncidentReport, Planned> plan)
    {
        Refusal? refusal = null;
        JournalStatus status = await CommitAsync(book =>
        {
            IncidentReport? incident = book.FindIncident(id);
            Planned planned = incident is null ? Fault(ChangeStatus.NotFound, $"There is no incident '{id}', or not any more.")
                : version is { } known && known != incident.Version ? Fault(ChangeStatus.Conflict, $"Incident '{id}' is of version {incident.Version}, not {known}.")
                : plan(incident);
            refusal = planned.Refusal;
            return planned.Entry;
        });
        return Answer(status, refusal, () => Book.FindIncident(id)!);
    }

    private static ChangeAnswer<T> Answer<T>(JournalStatus status, Refusal? refusal, Func<T> value)
        where T : class => (status, refusal) switch
    {
        (_, { } known) => Packed.Refused<T>(known.Status, known.Detail),
        (JournalStatus.Done, _) => Packed.Applied(value()),
        _ => status.Refuse<T>(),
    };

    private static string? FindFault(string text) => text.Length is 0 or > AlertingLimits.NoteLengthMax
        ? $"a note has 1 to {AlertingLimits.NoteLengthMax} characters."
        : null;

    private static Planned Fault(ChangeStatus status, string detail) => new(null, new Refusal(status, detail));

    /// <summary>Why a change is not made.</summary>
    private sealed record Refusal(ChangeStatus Status, string Detail);

    /// <summary>An entry, or why there is none.</summary>
    private readonly record struct Planned(AlertEntry? Entry, Refusal? Refusal)
    {
        public static implicit operator Planned(AlertEntry entry) => new(entry, null);
    }
}
