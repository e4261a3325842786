using System.Collections.Concurrent;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Recording;

/// <summary>All endpoints and segments a client has seen. Bounded; thread-safe.</summary>
/// <remarks>Names that break the format's rules are cleaned rather than refused, so that their calls are counted somewhere.</remarks>
internal sealed class KeyTable
{
    /// <summary>Endpoints and segments that are told apart; what comes later is counted as <see cref="Other"/>.</summary>
    public const int KeysMax = 4_096;

    /// <summary>The endpoint of calls whose own is one too many.</summary>
    public const string Other = "__other__";

    private readonly ConcurrentDictionary<(string Endpoint, string Segment), CallKey> _keys = new();

    private int _count;

    /// <summary>Told of each new key before anybody uses it; sets how its calls are sampled.</summary>
    public Action<CallKey>? Created { get; set; }

    public CallKey GetOrAdd(string endpoint, string segment)
    {
        endpoint = Clean(endpoint, EventLimits.EndpointBytesMax);
        segment = Clean(segment, EventLimits.SegmentBytesMax);
        if (_keys.TryGetValue((endpoint, segment), out CallKey? key))
            return key;
        if (Volatile.Read(ref _count) >= KeysMax)
            (endpoint, segment) = (Other, EventRecord.DefaultSegment);
        return _keys.GetOrAdd((endpoint, segment), Create);
    }

    private CallKey Create((string Endpoint, string Segment) names)
    {
        // Two threads that bring the same name at once may count it twice, which costs a place and no lock.
        Interlocked.Increment(ref _count);
        CallKey key = new(names.Endpoint, names.Segment);
        Created?.Invoke(key);
        return key;
    }

    private static string Clean(string name, int bytesMax)
    {
        if (NameRules.IsName(name, bytesMax))
            return name;
        // A character takes at most three bytes.
        string clean = ErrorDescription.Clean(name, bytesMax / 3);
        return clean.Length == 0 ? "(unnamed)" : clean;
    }
}
