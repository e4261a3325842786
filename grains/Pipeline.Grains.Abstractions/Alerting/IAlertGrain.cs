using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Abstractions.Alerting;

/// <summary>All alerts, incidents and silences of the installation: takes findings, decides who is to be told, and has webhooks told.</summary>
/// <remarks>Everything it knows is a function of the entries of its stream; answers hold what is durable. Calls interleave.</remarks>
public interface IAlertGrain : IGrainWithStringKey
{
    /// <summary>The key of the one there is.</summary>
    const string Key = "alerts";

    /// <summary>Takes what has changed among a reporter's findings.</summary>
    /// <returns>The revision up to which everything of this reporter is durable: what is behind it need not be told again.</returns>
    [AlwaysInterleave]
    Task<long> ReportAsync(Json<FindingsUpdate> update);

    /// <summary>A page of alerts, the latest first.</summary>
    [AlwaysInterleave]
    Task<Json<AlertPage>> ListAlertsAsync(Json<AlertQuery> query);

    /// <summary>A page of incidents, the latest first.</summary>
    [AlwaysInterleave]
    Task<Json<IncidentPage>> ListIncidentsAsync(Json<AlertQuery> query);

    /// <summary>All incidents that are open and were told, as they are now: what a webhook that tells what goes on begins with, and goes by.</summary>
    [AlwaysInterleave]
    Task<Json<IncidentPage>> ListOpenIncidentsAsync();

    /// <summary>An incident; null if there is none of that id, or not any more.</summary>
    [AlwaysInterleave]
    Task<Json<IncidentReport>?> GetIncidentAsync(string id);

    /// <summary>Somebody looks after an incident.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="request">Until when.</param>
    /// <param name="by">Who.</param>
    /// <param name="version">Only if it is of this version still; null for any.</param>
    [AlwaysInterleave]
    Task<ChangeAnswer<IncidentReport>> AcknowledgeAsync(string id, Json<AcknowledgementRequest> request, string by, long? version);

    /// <summary>Nobody looks after an incident any more.</summary>
    [AlwaysInterleave]
    Task<ChangeAnswer<IncidentReport>> WithdrawAcknowledgementAsync(string id, string by, long? version);

    /// <summary>Writes something down about an incident.</summary>
    [AlwaysInterleave]
    Task<ChangeAnswer<IncidentReport>> AddNoteAsync(string id, Json<IncidentNoteRequest> request, string by);

    /// <summary>All silences.</summary>
    [AlwaysInterleave]
    Task<Json<SilencePage>> ListSilencesAsync();

    /// <summary>Makes a silence.</summary>
    [AlwaysInterleave]
    Task<ChangeAnswer<SilenceReport>> CreateSilenceAsync(Json<SilenceRequest> request, string by);

    /// <summary>Ends a silence now.</summary>
    [AlwaysInterleave]
    Task<ChangeAnswer<SilenceReport>> EndSilenceAsync(string id, string by, long? version);

    /// <summary>What a silence would hold back; <see cref="ChangeStatus.Invalid"/> if it could not be made.</summary>
    [AlwaysInterleave]
    Task<ChangeAnswer<SilencePreview>> PreviewSilenceAsync(Json<SilenceRequest> request);

    /// <summary>The number that the next transition will have: a new webhook is told from there on.</summary>
    [AlwaysInterleave]
    Task<long> GetNextNumberAsync();

    /// <summary>Changes of silences and incidents, the latest first; at most a thousand.</summary>
    [AlwaysInterleave]
    Task<Json<AuditPage>> ListChangesAsync();

    /// <summary>Brings it into memory, so that it follows time after a restart.</summary>
    [AlwaysInterleave]
    Task WakeAsync();
}
