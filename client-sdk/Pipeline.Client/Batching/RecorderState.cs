using Pipeline.Client.Recording;

namespace Pipeline.Client.Batching;

/// <summary>What the collector has seen of one thread's recorder, so that it can tell what is new.</summary>
internal sealed class RecorderState(ThreadRecorder recorder)
{
    // What a call costs that is only counted; measured, see docs/benchmarks.md.
    private const double NsPerCount = 10;

    private readonly Dictionary<KeyCounter, (long Slow, long Dropped)> _seen = [];
    private long _seenScopes;
    private long _seenCalls;

    public ThreadRecorder Recorder { get; } = recorder;

    /// <summary>Calls counted so far.</summary>
    public long CallCount { get; set; }

    /// <summary>Slow calls and dropped details since the last time.</summary>
    public (long Slow, long Dropped) TakeDifferences(KeyCounter counter)
    {
        (long slow, long dropped) = _seen.GetValueOrDefault(counter);
        (long nowSlow, long nowDropped) = (counter.SlowCount, counter.DroppedCount);
        if (nowSlow != slow || nowDropped != dropped)
            _seen[counter] = (nowSlow, nowDropped);
        return (nowSlow - slow, nowDropped - dropped);
    }

    /// <summary>What the thread's recording cost since the last time, ns.</summary>
    public long TakeCostNs()
    {
        (long scopes, double nsPerScope) = Recorder.Cost.Read();
        double cost = ((scopes - _seenScopes) * nsPerScope) + ((CallCount - _seenCalls) * NsPerCount);
        _seenScopes = scopes;
        _seenCalls = CallCount;
        return (long)cost;
    }
}
