namespace Pipeline.Grains;

/// <summary>How long one grain waits before it tries another again that does not get on.</summary>
internal static class RetryDelay
{
    private const int DoublingsMax = 10;

    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    /// <summary>Half a second, twice as long with each failure, half a minute at most.</summary>
    /// <param name="failures">Failures in a row, from 1.</param>
    public static TimeSpan After(int failures)
    {
        TimeSpan delay = s_first * (1 << Math.Min(failures - 1, DoublingsMax));
        return delay < s_longest ? delay : s_longest;
    }
}
