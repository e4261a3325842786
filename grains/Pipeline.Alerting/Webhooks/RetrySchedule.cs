namespace Pipeline.Alerting.Webhooks;

/// <summary>When a message that was not taken is sent again, and when not any more.</summary>
public static class RetrySchedule
{
    /// <summary>Attempts that the target itself refuses (4xx), or the guard of addresses, before a message is given up.</summary>
    /// <remarks>A receiver that is being deployed, or whose key is being put right, refuses for minutes: the waits of 5 and 30 minutes are among them.</remarks>
    public const int RejectionsMax = 5;

    private const long Second = 1_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const double Jitter = 0.2;

    private static readonly long[] s_delays = [Second, 5 * Second, 5 * Minute, 30 * Minute, 2 * Hour, 5 * Hour, 10 * Hour, 10 * Hour];

    /// <summary>Attempts of a message at most, the first one included.</summary>
    public static int AttemptsMax => s_delays.Length + 1;

    /// <summary>The longest that a target's <c>Retry-After</c> is heeded.</summary>
    public static TimeSpan RetryAfterMax { get; } = TimeSpan.FromDays(1);

    /// <summary>No attempt is later after the one before than this.</summary>
    public static TimeSpan DelayMax { get; } = TimeSpan.FromMilliseconds(Math.Max(s_delays.Max() * (1 + Jitter), RetryAfterMax.TotalMilliseconds));

    /// <summary>Whether an attempt failed by the message's own fault, so that repeating it is of little use.</summary>
    public static bool IsRejection(int? status, bool isRefusedHere) => isRefusedHere || status is >= 400 and < 500 and not 408 and not 425 and not 429;

    /// <summary>What an attempt means.</summary>
    /// <param name="status">What the target answered; null if it did not.</param>
    /// <param name="isRefusedHere">Whether it was not sent at all, since the address is none that may be sent to.</param>
    /// <param name="attempts">Attempts of the message, this one included.</param>
    /// <param name="rejections">Those of them that are rejections, this one included.</param>
    public static AttemptOutcome Judge(int? status, bool isRefusedHere, int attempts, int rejections) => status switch
    {
        >= 200 and < 300 => AttemptOutcome.Delivered,
        410 => AttemptOutcome.Gone,
        _ when IsRejection(status, isRefusedHere) && rejections >= RejectionsMax => AttemptOutcome.GivenUp,
        _ => attempts >= AttemptsMax ? AttemptOutcome.GivenUp : AttemptOutcome.Failed,
    };

    /// <summary>How long to wait after an attempt that failed.</summary>
    /// <param name="attempts">Attempts of the message so far, at least 1.</param>
    /// <param name="random">0 to 1: messages that failed together are not repeated together.</param>
    /// <param name="retryAfter">What the target asks for; null if for nothing.</param>
    public static TimeSpan DelayAfter(int attempts, double random, TimeSpan? retryAfter)
    {
        long delay = s_delays[Math.Clamp(attempts, 1, s_delays.Length) - 1];
        TimeSpan own = TimeSpan.FromMilliseconds(Math.Round(delay * (1 + (Jitter * random))));
        TimeSpan asked = HoldFor(retryAfter);
        return own > asked ? own : asked;
    }

    /// <summary>How long a target is left alone that asks for it.</summary>
    public static TimeSpan HoldFor(TimeSpan? retryAfter) =>
        TimeSpan.FromTicks(Math.Clamp((retryAfter ?? TimeSpan.Zero).Ticks, 0, RetryAfterMax.Ticks));
}
