using System.Globalization;

namespace Pipeline.Client.Queries;

/// <summary>Which part of an endpoint's event time is asked about. The default value is the last five minutes.</summary>
/// <remarks>
/// "Last" means up to the endpoint's own latest event, not up to the wall clock. The silo widens a range to window borders, and the answer
/// says in <c>from</c> and <c>to</c> what it covers.
/// </remarks>
public readonly record struct TimeRange
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(3_650);

    private readonly string? _window;
    private readonly long? _fromUnixMs;
    private readonly long? _toUnixMs;

    private TimeRange(string? window, long? fromUnixMs, long? toUnixMs)
    {
        _window = window;
        _fromUnixMs = fromUnixMs;
        _toUnixMs = toUnixMs;
    }

    /// <summary>Everything ever accepted, whatever retention has removed since.</summary>
    public static TimeRange All { get; } = new("all", null, null);

    /// <summary>Whether this is the default value, for which nothing is sent.</summary>
    internal bool IsDefault => this == default;

    /// <summary>The last so much, up to the endpoint's latest event.</summary>
    /// <param name="duration">Whole seconds, 1 s to ten years.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is not that.</exception>
    public static TimeRange Last(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(duration, LongestWindow);
        if (duration.Ticks % TimeSpan.TicksPerSecond != 0)
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "A window takes whole seconds.");
        return new TimeRange(string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / TimeSpan.TicksPerSecond}s"), null, null);
    }

    /// <summary>From a point in time, inclusive, to another, exclusive.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="to"/> is not after <paramref name="from"/>, or one lies before 1970.</exception>
    public static TimeRange Between(DateTimeOffset from, DateTimeOffset to) => Between(from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());

    /// <summary>From a point in time, inclusive, to another, exclusive; Unix ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="toUnixMs"/> is not after <paramref name="fromUnixMs"/>, or one is negative.</exception>
    public static TimeRange Between(long fromUnixMs, long toUnixMs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromUnixMs);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(toUnixMs, fromUnixMs);
        return new TimeRange(null, fromUnixMs, toUnixMs);
    }

    /// <summary>As the silo reads it: <c>300s</c>, <c>all</c>, or Unix ms <c>FROM/TO</c>.</summary>
    public override string ToString() => _window ?? (IsDefault ? "300s" : string.Create(CultureInfo.InvariantCulture, $"{_fromUnixMs}/{_toUnixMs}"));

    internal void AddTo(QueryString query)
    {
        query.Add("window", _window);
        query.Add("from", _fromUnixMs);
        query.Add("to", _toUnixMs);
    }
}
