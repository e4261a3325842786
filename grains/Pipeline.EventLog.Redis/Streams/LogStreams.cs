using System.Collections.Concurrent;

namespace Pipeline.EventLog.Redis.Streams;

/// <summary>The streams that this process has had to do with.</summary>
internal sealed class LogStreams(LogKeys keys)
{
    private readonly ConcurrentDictionary<StreamName, LogStream> _byName = [];

    public LogStream Get(StreamName name) => _byName.TryGetValue(name, out LogStream? stream)
        ? stream
        : _byName.GetOrAdd(name, static (added, all) => new LogStream(added, all), keys);

    /// <summary>Those with a head that was durable.</summary>
    public IEnumerable<LogStream> WithKnownHead => _byName.Values.Where(stream => stream.KnownHead > Offset.Start);

    /// <summary>Forgets every head, after the store has been lost and that was accepted.</summary>
    public void AcceptLoss()
    {
        foreach (LogStream stream in _byName.Values)
            stream.AcceptLoss(Offset.Start);
    }
}
