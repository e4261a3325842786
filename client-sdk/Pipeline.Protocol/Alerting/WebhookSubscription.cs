namespace Pipeline.Protocol.Alerting;

/// <summary>A webhook as it is kept, with its secrets: never shown.</summary>
/// <param name="Id">16 hexadecimal digits.</param>
/// <param name="Version">Rises with every change: its ETag.</param>
/// <param name="Name">For people.</param>
/// <param name="Url">Where to.</param>
/// <param name="Payload">What is sent.</param>
/// <param name="Filter">Which incidents.</param>
/// <param name="HeartbeatSeconds">How often a sign of life is sent.</param>
/// <param name="IsEnabled">Whether anything is sent.</param>
/// <param name="DisabledReason">Why not, if it was not a person who decided; null else.</param>
/// <param name="Secret"><c>whsec_</c> and 24 to 64 random bytes in base64.</param>
/// <param name="PreviousSecret">The one before, with which messages are signed too until <paramref name="PreviousUntil"/>; null if there is none.</param>
/// <param name="PreviousUntil">Unix ms.</param>
/// <param name="FirstNumber">The first transition it is told of.</param>
/// <param name="By">Who has changed it last.</param>
/// <param name="At">When, Unix ms.</param>
public sealed record WebhookSubscription(
    string Id,
    long Version,
    string Name,
    string Url,
    WebhookPayload Payload,
    WebhookFilter Filter,
    int HeartbeatSeconds,
    bool IsEnabled,
    string? DisabledReason,
    string Secret,
    string? PreviousSecret,
    long? PreviousUntil,
    long FirstNumber,
    string By,
    long At);
