namespace Pipeline.Client.Queries;

/// <summary>How patient a <see cref="PipelineQueryClient"/> is.</summary>
public sealed record PipelineQueryOptions
{
    /// <summary>How often a question is repeated that was answered 429 or 503. Range 0 to 100, default 3.</summary>
    public int RetryCountMax { get; init; } = 3;

    /// <summary>Wait before a repeat where the silo does not say how long. Default 1 s.</summary>
    public TimeSpan RetryAfterDefault { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait before a repeat; if the silo asks for more, the question fails at once. Default 30 s.</summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often in a row a live stream is connected anew without a window in between before it fails. Range 0 to 1,000,000, default 100.</summary>
    public int ReconnectCountMax { get; init; } = 100;

    /// <summary>A live stream that brings nothing for so long is connected anew; the silo sends a sign of life every 15 s. Default 60 s.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Measures waits. Default: the system's clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Who changes something, for the silo's audit: 1 to 64 visible characters of ASCII. Null: the silo notes the address.</summary>
    public string? User { get; init; }

    internal void Validate()
    {
        if (User is not null && (User.Length is < 1 or > 64 || !User.All(static character => character is >= ' ' and <= '~') || User.Trim().Length != User.Length))
            throw new ArgumentException($"'{User}' is no user: it takes 1 to 64 visible characters of ASCII.");
        ArgumentOutOfRangeException.ThrowIfNegative(RetryCountMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RetryCountMax, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryAfterDefault, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryAfterMax, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(ReconnectCountMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReconnectCountMax, 1_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SilenceMax, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(Clock);
    }
}
