namespace Pipeline.Alerting.Messages;

/// <summary>What a test tells.</summary>
internal sealed record TestData(int Version, string Webhook, string Sentence);
