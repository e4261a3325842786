namespace Pipeline.Silo.Ingest;

/// <summary>Lets one message through in a while, and counts the others. Thread-safe.</summary>
internal sealed class LogThrottle(TimeProvider clock, TimeSpan period)
{
    private readonly Lock _gate = new();
    private long? _last;
    private int _passedOver;

    /// <summary>Whether to say it now.</summary>
    /// <param name="passedOver">How often that was not so since the last time.</param>
    public bool TryEnter(out int passedOver)
    {
        lock (_gate)
        {
            passedOver = _passedOver;
            if (_last is { } last && clock.GetElapsedTime(last) < period)
            {
                _passedOver++;
                return false;
            }

            _passedOver = 0;
            _last = clock.GetTimestamp();
            return true;
        }
    }
}
