using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Pipeline.EventLog.Index;

/// <summary>Every stream of the log. Anyone looks up by name; only the writer adds.</summary>
internal sealed class StreamTable
{
    private readonly ConcurrentDictionary<StreamName, StreamState> _byName = [];
    private readonly Dictionary<long, StreamState> _byId = [];
    private long _lastId;

    public int Count => _byName.Count;

    public IEnumerable<StreamState> All => _byName.Values;

    public bool TryGet(StreamName name, [NotNullWhen(true)] out StreamState? stream) => _byName.TryGetValue(name, out stream);

    /// <summary>The stream with that number, as frames name it. Writer only.</summary>
    public StreamState? Find(long id) => _byId.GetValueOrDefault(id);

    /// <summary>A new stream gets the next number and is stored with its first commit; should that fail, with a later one. Writer
    /// only.</summary>
    public StreamState GetOrAdd(StreamName name) => TryGet(name, out StreamState? found) ? found : Add(name, _lastId + 1);

    /// <summary>Adds a stream read from the database. Writer only.</summary>
    public StreamState Add(StreamName name, long id)
    {
        StreamState stream = new(name, id);
        _byName[name] = stream;
        _byId[id] = stream;
        _lastId = Math.Max(_lastId, id);
        return stream;
    }
}
