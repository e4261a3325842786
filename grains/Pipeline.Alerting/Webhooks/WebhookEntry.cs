using System.Text.Json.Serialization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>A change of the webhooks there are.</summary>
/// <param name="At">When, Unix ms.</param>
/// <param name="By">Who.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Set), "set")]
[JsonDerivedType(typeof(Deleted), "deleted")]
public abstract record WebhookEntry(long At, string By)
{
    /// <summary>Version of the form.</summary>
    public int V { get; init; } = 1;

    /// <summary>A webhook was made or changed.</summary>
    /// <param name="At">When, Unix ms.</param>
    /// <param name="By">Who.</param>
    /// <param name="Subscription">As it is from now on, with its secrets.</param>
    /// <param name="Change">For the audit: <c>created</c>, <c>updated</c>, <c>rotated</c> or <c>disabled</c>.</param>
    public sealed record Set(long At, string By, WebhookSubscription Subscription, string Change) : WebhookEntry(At, By);

    /// <summary>A webhook was removed.</summary>
    /// <param name="At">When, Unix ms.</param>
    /// <param name="By">Who.</param>
    /// <param name="Id">Which.</param>
    public sealed record Deleted(long At, string By, string Id) : WebhookEntry(At, By);
}
