namespace Pipeline.Client.Webhooks;

/// <summary>A message is not to be believed.</summary>
public sealed class WebhookVerificationException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="fault">Why not.</param>
    public WebhookVerificationException(WebhookFault fault)
        : base(WebhookVerifier.Describe(fault)) => Fault = fault;

    /// <summary>Why not.</summary>
    public WebhookFault Fault { get; }
}
