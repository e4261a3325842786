namespace Pipeline.Grains.Webhooks;

/// <summary>One HTTP POST to a target, ready to be sent.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Body">The body, JSON; not to be changed.</param>
/// <param name="Headers">What is sent besides <c>content-type</c>: identity, time and signatures.</param>
public sealed record WebhookMessage(Uri Url, ReadOnlyMemory<byte> Body, IReadOnlyList<KeyValuePair<string, string>> Headers);
