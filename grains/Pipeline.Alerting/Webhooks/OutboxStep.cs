namespace Pipeline.Alerting.Webhooks;

/// <summary>What an outbox has to do next.</summary>
/// <param name="Message">The message to be sent now; null for none.</param>
/// <param name="Digest">The messages that one is to stand for, before anything is sent; empty for none.</param>
/// <param name="WakeAt">If there is nothing to do now: when there is, Unix ms; null if nothing waits.</param>
public readonly record struct OutboxStep(OutboxMessage? Message, IReadOnlyList<string> Digest, long? WakeAt);
