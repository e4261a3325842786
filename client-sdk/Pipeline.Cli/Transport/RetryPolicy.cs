namespace Pipeline.Cli.Transport;

/// <summary>How long to wait before a batch is repeated, and when to stop.</summary>
internal sealed record RetryPolicy
{
    /// <summary>Longest time without any delivered batch before sending is given up. Default 2 min.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>First wait where the silo names none; it doubles from one attempt to the next. Default 100 ms.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait where the silo names none. Default 5 s.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The wait before the next attempt, jittered so that clients that failed together do not return together.</summary>
    /// <param name="failureCount">Attempts that failed so far, from 1.</param>
    /// <param name="retryAfter">What the silo asked for; never undercut.</param>
    /// <param name="random">A number in [0, 1).</param>
    public TimeSpan WaitAfter(int failureCount, TimeSpan? retryAfter, double random)
    {
        if (retryAfter is { } asked)
            return asked * (1 + (0.25 * random));
        double doubled = BackoffMin.TotalMilliseconds * Math.Pow(2, Math.Min(failureCount - 1, 30));
        return TimeSpan.FromMilliseconds(Math.Min(doubled, BackoffMax.TotalMilliseconds) * (0.5 + (0.5 * random)));
    }
}
