namespace Pipeline.Client.Delivery.Http;

/// <summary>Which of several silos is asked next: the one that worked, else the next in order, and the first again after a while.</summary>
/// <remarks>Thread-safe. Several attempts that fail together on one address move on by one, not by several.</remarks>
internal sealed class EndpointRotation
{
    public const int EndpointsMax = 64;

    private readonly object _gate = new();
    private readonly Uri[] _targets;
    private readonly TimeSpan[] _notBefore;
    private readonly TimeSpan _failbackAfter;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private int _current;
    private TimeSpan _failbackAt;

    /// <param name="targets">At least one; the first is preferred.</param>
    /// <param name="failbackAfter">When the first is tried again.</param>
    /// <param name="clock">Tells when.</param>
    public EndpointRotation(IReadOnlyList<Uri> targets, TimeSpan failbackAfter, TimeProvider clock)
    {
        _targets = [.. targets];
        _notBefore = new TimeSpan[_targets.Length];
        _failbackAfter = failbackAfter;
        _clock = clock;
        _started = clock.GetTimestamp();
    }

    /// <summary>The address for an attempt that begins now.</summary>
    public Uri Next()
    {
        lock (_gate)
        {
            TimeSpan now = _clock.GetElapsedTime(_started);
            if (_current != 0 && now >= _failbackAt && now >= _notBefore[0])
                _current = 0;
            return _targets[_current];
        }
    }

    /// <summary>Notes that an address cannot be used now, and moves on if it is the one in use.</summary>
    /// <param name="target">The address that failed.</param>
    /// <param name="retryAfter">How long it asked not to be asked.</param>
    /// <returns>How long the address to be asked next wants to be left alone; null if it has not said.</returns>
    public TimeSpan? Fail(Uri target, TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            TimeSpan now = _clock.GetElapsedTime(_started);
            int failed = Array.IndexOf(_targets, target);
            TimeSpan asked = retryAfter ?? TimeSpan.Zero;
            _notBefore[failed] = now + (asked < Backoff.RetryAfterMax ? asked : Backoff.RetryAfterMax);
            if (failed == _current)
                MoveOn(now);
            return _notBefore[_current] > now ? _notBefore[_current] - now : null;
        }
    }

    /// <summary>To the next address that may be asked now; if there is none, to the one that may be asked soonest.</summary>
    private void MoveOn(TimeSpan now)
    {
        int best = (_current + 1) % _targets.Length;
        for (int step = 1; step <= _targets.Length && _notBefore[best] > now; step++)
        {
            int candidate = (_current + step) % _targets.Length;
            if (_notBefore[candidate] < _notBefore[best])
                best = candidate;
        }

        _current = best;
        _failbackAt = now + _failbackAfter;
    }
}
