using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Abstractions.Alerting;

/// <summary>All webhooks of the installation: who is told, and with which secret. Each has an <see cref="IWebhookGrain"/> that tells it.</summary>
/// <remarks>Everything it knows is a function of the entries of its stream. Calls interleave.</remarks>
public interface IWebhookDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The key of the one there is.</summary>
    const string Key = "webhooks";

    /// <summary>All webhooks, each with how it fares.</summary>
    [AlwaysInterleave]
    Task<Json<WebhookPage>> ListAsync();

    /// <summary>One, with how it fares; null if there is none.</summary>
    [AlwaysInterleave]
    Task<Json<WebhookReport>?> GetAsync(string id);

    /// <summary>One with its secrets, for <see cref="IWebhookGrain"/> only; null if there is none.</summary>
    [AlwaysInterleave]
    Task<Json<WebhookSubscription>?> GetSubscriptionAsync(string id);

    /// <summary>Who takes notifications; null if the list is of that version still.</summary>
    [AlwaysInterleave]
    Task<Json<WebhookTargets>?> ListTargetsAsync(long? knownVersion);

    /// <summary>Makes one; the answer has its secret.</summary>
    [AlwaysInterleave]
    Task<ChangeAnswer<WebhookSecretReport>> CreateAsync(Json<WebhookRequest> request, string by);

    /// <summary>Changes one.</summary>
    [AlwaysInterleave]
    Task<ChangeAnswer<WebhookReport>> UpdateAsync(string id, Json<WebhookRequest> request, string by, long? version);

    /// <summary>Removes one, with everything it has not sent yet.</summary>
    [AlwaysInterleave]
    Task<ChangeAnswer<WebhookReport>> DeleteAsync(string id, string by, long? version);

    /// <summary>Gives one another secret; for 24 hours messages are signed with both.</summary>
    [AlwaysInterleave]
    Task<ChangeAnswer<WebhookSecretReport>> RotateAsync(string id, string by, long? version);

    /// <summary>Switches one off because its target has asked for that (410).</summary>
    [AlwaysInterleave]
    Task DisableAsync(string id, string reason);

    /// <summary>Changes, the latest first; at most a thousand. Never a secret.</summary>
    [AlwaysInterleave]
    Task<Json<AuditPage>> ListChangesAsync();
}
