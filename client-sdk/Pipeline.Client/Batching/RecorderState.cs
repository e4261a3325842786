using Pipeline.Client.Recording;

namespace Pipeline.Client.Batching;

/// <summary>What the collector has seen of one thread's recorder, so that it can tell what is new.</summary>
internal sealed class RecorderState(ThreadRecorder recorder)
{
    // What a call costs that is only counted; measured, see docs/benchmarks.md.
    private const double NsPerCount = 10;

    private long _seenScopes;
    private long _seenCalls;

    public ThreadRecorder Recorder { get; } = recorder;

    /// <summary>Calls counted so far.</summary>
    public long CallCount { get; set; }

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
