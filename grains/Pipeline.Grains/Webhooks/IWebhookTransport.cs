namespace Pipeline.Grains.Webhooks;

/// <summary>Sends one request to a webhook's target, once.</summary>
/// <remarks>Thread-safe. Never throws for what the target or the network does: that is the result. Bounded in time and in what it reads.</remarks>
public interface IWebhookTransport
{
    /// <summary>Sends it and says what became of it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; whether the target has it is not known.</exception>
    Task<WebhookAttempt> SendAsync(WebhookMessage message, CancellationToken cancellationToken);

    /// <summary>What is wrong with a URL, as far as can be told without connecting; null if nothing is.</summary>
    string? FindFault(string url);
}
