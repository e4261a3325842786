namespace Pipeline.Core.Queries;

/// <summary>Which part of an endpoint's history a question is about.</summary>
public readonly record struct EndpointQuery
{
    private EndpointQuery(QueryScope scope, long fromUnixMs, long toUnixMs, long stepMs)
    {
        Scope = scope;
        FromUnixMs = fromUnixMs;
        ToUnixMs = toUnixMs;
        StepMs = stepMs;
    }

    /// <summary>Everything that was ever accepted, exactly, whatever retention has removed. The default value.</summary>
    public static EndpointQuery All => default;

    internal QueryScope Scope { get; }

    /// <summary>Start of the interval, or the length of the last part.</summary>
    internal long FromUnixMs { get; }

    internal long ToUnixMs { get; }

    internal long StepMs { get; }

    /// <summary>The last part up to the endpoint's own latest event.</summary>
    /// <param name="lengthMs">Its length, ms; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lengthMs"/> is below 1.</exception>
    public static EndpointQuery Last(long lengthMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lengthMs, 1);
        return new EndpointQuery(QueryScope.Last, lengthMs, 0, 0);
    }

    /// <summary>An interval of event time, which the answer widens to window borders.</summary>
    /// <param name="fromUnixMs">Start, inclusive, Unix ms.</param>
    /// <param name="toUnixMs">End, exclusive, Unix ms; after the start.</param>
    /// <param name="stepMs">Width of the windows to answer from, ms; 0 for the finest that reach back far enough.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is empty, or the step negative.</exception>
    public static EndpointQuery Between(long fromUnixMs, long toUnixMs, long stepMs = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fromUnixMs, toUnixMs);
        ArgumentOutOfRangeException.ThrowIfNegative(stepMs);
        return new EndpointQuery(QueryScope.Between, fromUnixMs, toUnixMs, stepMs);
    }
}
