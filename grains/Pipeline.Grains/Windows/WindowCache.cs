using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Pipeline.Core.Windows;

namespace Pipeline.Grains.Windows;

/// <summary>Stored windows that were read lately, for all endpoints of a silo: bounded in bytes, the least recently used go first.</summary>
/// <remarks>Thread-safe. It holds blocks of neighbouring windows, so that a range costs a look-up for each block, not for each window.</remarks>
public sealed class WindowCache : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pipeline.WindowCache";

    // What a block and a window cost beside their bytes.
    private const long BlockOverheadBytes = 200;
    private const long WindowOverheadBytes = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<WindowBlockKey, LinkedListNode<Block>> _blocks = [];
    private readonly LinkedList<Block> _byUse = new();
    private readonly long _bytesMax;
    private readonly Meter _meter;
    private readonly Counter<long> _lookups;
    private readonly Counter<long> _evictions;
    private readonly Counter<long> _lost;
    private long _bytes;
    private long _lastOwner;

    public WindowCache(IOptions<EndpointGrainOptions> options, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _bytesMax = options.Value.CacheBytesMax;
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _lookups = _meter.CreateCounter<long>("pipeline.window_cache.lookups", "{lookup}", "Blocks of stored windows asked for, by result.");
        _evictions = _meter.CreateCounter<long>("pipeline.window_cache.evictions", "{block}", "Blocks that made room for others.");
        _lost = _meter.CreateCounter<long>(
            "pipeline.window_cache.lost_windows", "{window}", "Damaged stored windows that were begun anew for late events.");
        _meter.CreateObservableGauge("pipeline.window_cache.bytes", () => Volatile.Read(ref _bytes), "By", "Bytes of the cached windows.");
    }

    /// <summary>A number that sets an activation's blocks apart from all others.</summary>
    internal long NextOwner() => Interlocked.Increment(ref _lastOwner);

    internal bool TryGet(WindowBlockKey key, [NotNullWhen(true)] out PackedWindow[]? windows)
    {
        lock (_gate)
        {
            bool isFound = _blocks.TryGetValue(key, out LinkedListNode<Block>? node);
            if (isFound)
            {
                _byUse.Remove(node!);
                _byUse.AddFirst(node!);
            }

            windows = node?.Value.Windows;
        }

        _lookups.Add(1, new KeyValuePair<string, object?>("result", windows is null ? "miss" : "hit"));
        return windows is not null;
    }

    /// <summary>Keeps a block; the array is never written to.</summary>
    internal void Set(WindowBlockKey key, PackedWindow[] windows)
    {
        Block block = new(key, windows, SizeOf(windows));
        int evicted = 0;
        lock (_gate)
        {
            ref LinkedListNode<Block>? node = ref CollectionsMarshal.GetValueRefOrAddDefault(_blocks, key, out bool exists);
            if (exists)
                Unlink(node!);
            node = _byUse.AddFirst(block);
            _bytes += block.Bytes;
            while (_bytes > _bytesMax && _byUse.Last is { } last)
            {
                Unlink(last);
                _blocks.Remove(last.Value.Key);
                evicted++;
            }
        }

        if (evicted > 0)
            _evictions.Add(evicted);
    }

    /// <summary>Puts newer versions of windows into a block, if it is cached.</summary>
    internal void Update(WindowBlockKey key, IReadOnlyList<PackedWindow> newer)
    {
        PackedWindow[] before;
        lock (_gate)
        {
            if (!_blocks.TryGetValue(key, out LinkedListNode<Block>? node))
                return;
            before = node.Value.Windows;
        }

        HashSet<long> replaced = [.. newer.Select(window => window.StartUnixMs)];
        PackedWindow[] after = [.. before.Where(window => !replaced.Contains(window.StartUnixMs)), .. newer];
        Array.Sort(after, static (left, right) => left.StartUnixMs.CompareTo(right.StartUnixMs));
        Set(key, after);
    }

    /// <summary>Notes that a damaged window was begun anew.</summary>
    internal void OnWindowLost() => _lost.Add(1);

    public void Dispose() => _meter.Dispose();

    private static long SizeOf(PackedWindow[] windows)
    {
        long bytes = BlockOverheadBytes;
        foreach (PackedWindow window in windows)
            bytes += window.Bytes.Length + WindowOverheadBytes;
        return bytes;
    }

    private void Unlink(LinkedListNode<Block> node)
    {
        _byUse.Remove(node);
        _bytes -= node.Value.Bytes;
    }

    private sealed record Block(WindowBlockKey Key, PackedWindow[] Windows, long Bytes);
}
