using System.Collections.Concurrent;
using Pipeline.EventLog;

namespace Pipeline.Grains.Cluster;

/// <summary>Streams whose grains have failed on this silo, for <see cref="StreamRecovery"/> to bring back though nobody asks for them.</summary>
/// <remarks>Thread-safe. Bounded: what there is no room for is counted, and comes back when it is asked for or when the share is brought back anew.</remarks>
/// <param name="countMax">How many are kept at a time.</param>
/// <param name="instruments">Counts what there is no room for.</param>
public sealed class FailedStreams(RecoveryInstruments instruments, int countMax)
{
    private const int CountMaxDefault = 100_000;

    private readonly ConcurrentDictionary<StreamName, bool> _streams = [];

    public FailedStreams(RecoveryInstruments instruments)
        : this(instruments, CountMaxDefault)
    {
    }

    /// <summary>Notes that the grain of a stream has failed and leaves.</summary>
    public void Add(StreamName stream)
    {
        if (_streams.ContainsKey(stream))
            return;
        if (_streams.Count >= countMax)
            instruments.OnOverlooked();
        else
            _streams.TryAdd(stream, true);
    }

    /// <summary>Takes what was noted.</summary>
    public IReadOnlyList<StreamName> Take()
    {
        if (_streams.IsEmpty)
            return [];
        return [.. _streams.Keys.Where(stream => _streams.TryRemove(stream, out _))];
    }
}
