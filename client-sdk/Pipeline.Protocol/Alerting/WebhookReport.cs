namespace Pipeline.Protocol.Alerting;

/// <summary>A webhook as it is shown: never its secret.</summary>
/// <param name="Id">16 hexadecimal digits.</param>
/// <param name="Version">Rises with every change: its ETag.</param>
/// <param name="Name">For people.</param>
/// <param name="Url">Where to.</param>
/// <param name="Payload">What is sent.</param>
/// <param name="Filter">Which incidents.</param>
/// <param name="HeartbeatSeconds">How often a sign of life is sent; null where none is.</param>
/// <param name="IsEnabled">Whether anything is sent.</param>
/// <param name="DisabledReason">Why not, if it was not a person who decided.</param>
/// <param name="RotatesUntil">Until when messages carry two signatures, Unix ms; null if they carry one.</param>
/// <param name="Health">How the target fares; null in a list that does not ask each.</param>
/// <param name="Pending">Messages that are not taken yet.</param>
/// <param name="Dead">Messages that were given up.</param>
/// <param name="Superseded">Messages that were not sent, since a later one of the same incident stands for them.</param>
/// <param name="LastSuccess">When a message was taken last, Unix ms; null if never.</param>
/// <param name="LastFailure">When one was not taken last, Unix ms; null if never.</param>
/// <param name="LastError">Why not; null if never.</param>
/// <param name="By">Who has changed it last.</param>
/// <param name="At">When, Unix ms.</param>
public sealed record WebhookReport(
    string Id,
    long Version,
    string Name,
    string Url,
    WebhookPayload Payload,
    WebhookFilter Filter,
    int? HeartbeatSeconds,
    bool IsEnabled,
    string? DisabledReason,
    long? RotatesUntil,
    WebhookHealth? Health,
    int Pending,
    int Dead,
    long Superseded,
    long? LastSuccess,
    long? LastFailure,
    string? LastError,
    string By,
    long At);
