using Pipeline.Client.Delivery;

namespace Pipeline.Cli.Transport;

/// <summary>How long to wait before a batch is repeated, and when to stop.</summary>
internal sealed record RetryPolicy
{
    /// <summary>Longest time without any delivered batch before sending is given up. Default 2 min.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Waits between attempts. Default 100 ms, doubling up to 5 s.</summary>
    public Backoff Backoff { get; init; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
}
