namespace Pipeline.Client.Webhooks;

/// <summary>Why a message is not to be believed.</summary>
public enum WebhookFault
{
    /// <summary>Nothing is wrong with it.</summary>
    None = 0,

    /// <summary>The header <c>webhook-id</c>, <c>webhook-timestamp</c> or <c>webhook-signature</c> is missing or empty.</summary>
    HeaderMissing = 1,

    /// <summary>The header <c>webhook-timestamp</c> is no number of seconds.</summary>
    TimestampMalformed = 2,

    /// <summary>It was sent longer ago than is tolerated: somebody may be sending again what was overheard.</summary>
    TimestampTooOld = 3,

    /// <summary>It says that it was sent later than now, by more than is tolerated.</summary>
    TimestampTooFarAhead = 4,

    /// <summary>The header <c>webhook-signature</c> holds no signature of version 1.</summary>
    SignatureUnknown = 5,

    /// <summary>No signature is that of this id, time and body with a secret that is known: it was changed, or somebody else has sent
    /// it.</summary>
    SignatureWrong = 6,
}
