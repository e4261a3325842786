namespace Pipeline.Cli.Webhooks;

/// <summary>What <c>webhook verify</c> is asked.</summary>
internal sealed record WebhookVerificationOptions
{
    /// <summary>Secrets, any of which will do.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>Where the body is; <c>-</c> for standard input.</summary>
    public string File { get; init; } = "-";

    /// <summary>The header <c>webhook-id</c>, unless headers come from a file.</summary>
    public string? Id { get; init; }

    /// <summary>The header <c>webhook-timestamp</c>, likewise.</summary>
    public string? Timestamp { get; init; }

    /// <summary>The header <c>webhook-signature</c>, likewise.</summary>
    public string? Signature { get; init; }

    /// <summary>Where raw header lines are; <c>-</c> for standard input; null if there are none.</summary>
    public string? Headers { get; init; }

    /// <summary>How far the time of sending may lie from now, both ways.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);
}
