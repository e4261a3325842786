using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>A transition that becomes a message.</summary>
/// <param name="Id">The message's <c>webhook-id</c>.</param>
/// <param name="Notification">The transition.</param>
/// <param name="IsDelayed">Whether it stands for others that are gone.</param>
public sealed record TakenMessage(string Id, Notification Notification, bool IsDelayed);
