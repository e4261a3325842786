using System.Runtime.CompilerServices;

namespace Pipeline.Client.Recording;

/// <summary>What one thread records for one client: its counters, its details on their way, and spare details.</summary>
/// <remarks>Everything but what is said to be the collector's belongs to the owning thread, so recording takes no lock and shares no cache line.</remarks>
internal sealed class ThreadRecorder
{
    private const int CacheSize = 256;
    private const int SparesMax = 64;

    [ThreadStatic]
    private static ThreadRecorder? t_latest;

    [ThreadStatic]
    private static List<ThreadRecorder>? t_all;

    private readonly Thread _thread = Thread.CurrentThread;
    private readonly CachedCounter[] _cache = new CachedCounter[CacheSize];
    private readonly Dictionary<(string Endpoint, string Segment), KeyCounter> _counters = [];
    private readonly CallDetail?[] _spares = new CallDetail?[SparesMax];
    private int _spareCount;
    private ulong _random = (ulong)Random.Shared.NextInt64(1, long.MaxValue);
    private KeyCounter[] _counterList = [];

    private ThreadRecorder(PipelineClient client, int capacity)
    {
        Client = client;
        Ring = new DetailRing(capacity);
    }

    public PipelineClient Client { get; }

    public DetailRing Ring { get; }

    /// <summary>Collector: all counters there are.</summary>
    public KeyCounter[] Counters => Volatile.Read(ref _counterList);

    /// <summary>Collector: whether nothing will be recorded any more.</summary>
    public bool IsAbandoned => !_thread.IsAlive;

    /// <summary>The calling thread's recorder for a client.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreadRecorder Of(PipelineClient client)
    {
        ThreadRecorder? latest = t_latest;
        return latest is not null && latest.Client == client ? latest : Find(client);
    }

    /// <summary>The counter of an endpoint and segment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public KeyCounter Counter(string endpoint, string segment)
    {
        ref CachedCounter cached = ref _cache[Place(endpoint, segment)];
        return ReferenceEquals(cached.Endpoint, endpoint) && ReferenceEquals(cached.Segment, segment)
            ? cached.Counter
            : FindCounter(endpoint, segment, ref cached);
    }

    /// <summary>A detail to be filled by a call that begins.</summary>
    public CallDetail TakeSpare()
    {
        if (_spareCount == 0)
            return new CallDetail(Client);
        CallDetail spare = _spares[--_spareCount]!;
        _spares[_spareCount] = null;
        return spare;
    }

    /// <summary>Takes back a detail that nobody needs any more.</summary>
    public void GiveBack(CallDetail detail)
    {
        detail.Reset();
        if (_spareCount < SparesMax)
            _spares[_spareCount++] = detail;
    }

    /// <summary>What recording cost this thread.</summary>
    public RecordingCost Cost { get; } = new();

    /// <summary>A random number.</summary>
    public uint Draw()
    {
        _random ^= _random >> 12;
        _random ^= _random << 25;
        _random ^= _random >> 27;
        return (uint)((_random * 0x2545F4914F6CDD1DUL) >> 32);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadRecorder Find(PipelineClient client)
    {
        t_all ??= [];
        t_all.RemoveAll(recorder => recorder.Client.IsClosed && recorder.Client != client);
        ThreadRecorder? found = t_all.Find(recorder => recorder.Client == client);
        if (found is null)
        {
            found = new ThreadRecorder(client, client.Options.ThreadBufferCapacity);
            t_all.Add(found);
            client.Register(found);
        }

        t_latest = found;
        return found;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private KeyCounter FindCounter(string endpoint, string segment, ref CachedCounter cached)
    {
        if (!_counters.TryGetValue((endpoint, segment), out KeyCounter? counter))
        {
            CallKey key = Client.Keys.GetOrAdd(endpoint, segment);
            // Names that share a key, because they were cleaned or there are too many, share its counter.
            if (!_counters.TryGetValue((key.Endpoint, key.Segment), out counter))
            {
                counter = new KeyCounter(key, (ulong)Random.Shared.NextInt64(1, long.MaxValue));
                _counters.Add((key.Endpoint, key.Segment), counter);
                Volatile.Write(ref _counterList, [.. _counterList, counter]);
            }

            if (_counters.Count < KeyTable.KeysMax * 2)
                _counters.TryAdd((endpoint, segment), counter);
        }

        cached = new CachedCounter(endpoint, segment, counter);
        return counter;
    }

    /// <summary>Cheap and good enough: length and three characters of each name. Collisions cost a look into the dictionary.</summary>
    private static int Place(string endpoint, string segment)
    {
        int hash = endpoint.Length + (segment.Length * 7);
        if (endpoint.Length > 0)
            hash += (endpoint[^1] * 31) + (endpoint[endpoint.Length / 2] * 17) + (endpoint[0] * 3);
        if (segment.Length > 0)
            hash += (segment[0] * 5) + (segment[^1] * 13);
        return hash & (CacheSize - 1);
    }

    private readonly record struct CachedCounter(string Endpoint, string Segment, KeyCounter Counter);
}
