namespace Pipeline.Client.Delivery;

/// <summary>How long to wait before a batch is repeated.</summary>
/// <param name="Min">First wait where the silo names none; it doubles from one attempt to the next.</param>
/// <param name="Max">Longest wait where the silo names none.</param>
internal readonly record struct Backoff(TimeSpan Min, TimeSpan Max)
{
    /// <summary>A silo asks for seconds. What asks for more than an hour is a mistake, and must not silence a client for good.</summary>
    public static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(1);

    /// <summary>The wait before the next attempt, jittered so that clients that failed together do not return together.</summary>
    /// <param name="failureCount">Attempts that failed so far, from 1.</param>
    /// <param name="retryAfter">What the silo asked for; never undercut, unless it is beyond <see cref="RetryAfterMax"/>.</param>
    /// <param name="random">A number in [0, 1).</param>
    public TimeSpan WaitAfter(int failureCount, TimeSpan? retryAfter, double random)
    {
        if (retryAfter is { } asked)
            return (asked < RetryAfterMax ? asked : RetryAfterMax) * (1 + (0.25 * random));
        double doubled = Min.TotalMilliseconds * Math.Pow(2, Math.Min(failureCount - 1, 30));
        return TimeSpan.FromMilliseconds(Math.Min(doubled, Max.TotalMilliseconds) * (0.5 + (0.5 * random)));
    }

    /// <summary>The same with a random number of the process.</summary>
    public TimeSpan WaitAfter(int failureCount, TimeSpan? retryAfter)
    {
        // Jitter, not secrecy.
#pragma warning disable CA5394
        return WaitAfter(failureCount, retryAfter, Random.Shared.NextDouble());
#pragma warning restore CA5394
    }
}
