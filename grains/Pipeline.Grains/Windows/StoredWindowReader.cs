using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.EventLog;

namespace Pipeline.Grains.Windows;

/// <summary>One activation's view of its stored windows: as they were at the snapshot that its state stems from.</summary>
/// <remarks>Not thread-safe: used inside the turns of its activation, which may interleave at each await.</remarks>
internal sealed class StoredWindowReader(StreamName stream, ICellStore cells, WindowCache cache)
{
    private const int BlockWindowCount = 64;

    private readonly long _owner = cache.NextOwner();
    // Entries are applied one after the other, so one set does for all.
    private readonly HashSet<WindowKey> _needed = [];
    private int _version;

    /// <summary>The last snapshot read or written; <see cref="Offset.Start"/> without one: then nothing is stored.</summary>
    public Offset Base { get; set; }

    /// <summary>Reads the windows of a tier that an answer takes, and those around them up to the borders of blocks.</summary>
    /// <remarks>More than was asked for, so that an answer need not read again when the watermark moves while it reads.</remarks>
    /// <exception cref="EventLogException">A window is damaged, or the store cannot be read.</exception>
    public async ValueTask<StoredWindows> ReadAsync(WindowRead read, long widthMs)
    {
        List<PackedWindow> windows = [];
        long blockMs = widthMs * BlockWindowCount;
        long first = read.FromUnixMs - Remainder(read.FromUnixMs, blockMs);
        long from = first;
        for (; from < read.ToUnixMs; from += blockMs)
        {
            WindowBlockKey key = new(_owner, widthMs, from);
            if (!cache.TryGet(key, out PackedWindow[]? block))
                block = await ReadBlockAsync(read.Tier, key, from + blockMs);
            windows.AddRange(block);
        }

        return new StoredWindows(new WindowRead(read.Tier, first, from), windows);
    }

    /// <summary>Brings into memory what an entry is about to change, then calls back in the same turn.</summary>
    /// <param name="state">The endpoint.</param>
    /// <param name="header">The entry's header.</param>
    /// <param name="body">Its body.</param>
    /// <param name="apply">Applies the entry.</param>
    /// <exception cref="EventLogException">A window is damaged, or the store cannot be read.</exception>
    /// <exception cref="InvalidDataException">A stored window cannot be read.</exception>
    public ValueTask<T> LoadAndApplyAsync<T>(EndpointState state, EntryHeader header, ReadOnlyMemory<byte> body, Func<T> apply)
    {
        // Nearly always nothing is late, or what is late is in memory.
        _needed.Clear();
        state.FindUnloaded(header, body.Span, _needed);
        return _needed.Count == 0
            ? ValueTask.FromResult(apply())
            : LoadThenApplyAsync(state, unloaded => state.FindUnloaded(header, body.Span, unloaded), apply);
    }

    /// <summary>The same for a change of another form.</summary>
    /// <param name="state">Whose windows.</param>
    /// <param name="findUnloaded">Adds the stored windows that must be in memory.</param>
    /// <param name="apply">Makes the change.</param>
    /// <exception cref="EventLogException">A window is damaged, or the store cannot be read.</exception>
    /// <exception cref="InvalidDataException">A stored window cannot be read.</exception>
    public ValueTask<T> LoadAndApplyAsync<T>(EndpointState state, Action<HashSet<WindowKey>> findUnloaded, Func<T> apply)
    {
        _needed.Clear();
        findUnloaded(_needed);
        return _needed.Count == 0 ? ValueTask.FromResult(apply()) : LoadThenApplyAsync(state, findUnloaded, apply);
    }

    /// <summary>
    /// Reads the stored windows that an answer takes and answers in the turn in which they fit the state. While they are read, entries may
    /// be applied, which moves what is asked for; and a snapshot may be committed, after which windows that were in memory are in the store
    /// only. Then it is read again, mostly from the cache.
    /// </summary>
    /// <param name="state">Whose windows.</param>
    /// <param name="plans">What each part of the answer reads; null for nothing.</param>
    /// <param name="answer">Answers from what was read for each part.</param>
    /// <exception cref="EventLogException">A window is damaged, or the store cannot be read.</exception>
    public async Task<T> AnswerAsync<T>(EndpointState state, Func<WindowRead?>[] plans, Func<StoredWindows[], T> answer)
    {
        StoredWindows[] stored = new StoredWindows[plans.Length];
        int version = -1;
        while (true)
        {
            if (version != state.StoredVersion)
                Array.Fill(stored, StoredWindows.None);
            version = state.StoredVersion;
            if (FindMissing(plans, stored) is not { } missing)
                return answer(stored);
            stored[missing.Index] = await ReadAsync(missing.Read, state.Options.Windows.Tiers[missing.Read.Tier].WidthMs);
        }
    }

    /// <summary>
    /// Takes back what a snapshot after <see cref="Base"/> has done to stored windows: those that it changed are in memory as they were, and
    /// written again with the next snapshot. For a state that falls back and will not do all of it again before that.
    /// </summary>
    /// <param name="state">Whose windows.</param>
    /// <param name="later">The snapshot that is of no use.</param>
    /// <param name="cancellationToken">Observed between reads.</param>
    /// <exception cref="EventLogException">A window is damaged, or the store cannot be read.</exception>
    public async Task TakeBackAsync(EndpointState state, Offset later, CancellationToken cancellationToken)
    {
        for (int tier = 0; tier < state.Options.Windows.Tiers.Count; tier++)
        {
            for (long from = 0; ;)
            {
                IReadOnlyList<StoredCell> current = await cells.ReadCellsAsync(
                    stream, new CellRange(tier, from, long.MaxValue), later, BlockWindowCount, cancellationToken);
                if (current.Count == 0)
                    break;
                CellRange range = new(tier, from, current[^1].StartUnixMs + 1);
                Dictionary<long, ReadOnlyMemory<byte>> before = (await cells.ReadCellsAsync(stream, range, Base, BlockWindowCount, cancellationToken))
                    .ToDictionary(cell => cell.StartUnixMs, cell => cell.Bytes);
                foreach (StoredCell cell in current)
                {
                    ReadOnlyMemory<byte> bytes = before.GetValueOrDefault(cell.StartUnixMs);
                    if (!bytes.Span.SequenceEqual(cell.Bytes.Span))
                        state.Replace(new WindowKey(tier, cell.StartUnixMs), bytes.Span);
                }

                from = range.ToUnixMs;
            }
        }
    }

    /// <summary>Notes that a snapshot was committed with its windows.</summary>
    public void OnStored(Offset snapshot, UnsavedWindows stored, WindowOptions options)
    {
        Base = snapshot;
        _version++;
        foreach (IGrouping<WindowBlockKey, PackedWindow> block in stored.Windows
            .Where(window => window.Key.Tier < options.Tiers.Count)
            .GroupBy(window => BlockOf(window.Key, options), window => new PackedWindow(window.Key.StartUnixMs, window.Bytes)))
            cache.Update(block.Key, [.. block]);
    }

    private static (int Index, WindowRead Read)? FindMissing(Func<WindowRead?>[] plans, StoredWindows[] stored)
    {
        for (int index = 0; index < plans.Length; index++)
        {
            if (plans[index]() is { } read && !stored[index].Read.Covers(read))
                return (index, read);
        }

        return null;
    }

    private async ValueTask<T> LoadThenApplyAsync<T>(EndpointState state, Action<HashSet<WindowKey>> findUnloaded, Func<T> apply)
    {
        // What is not in memory cannot change while it is read; but a snapshot that ends meanwhile may let go of more.
        Dictionary<WindowKey, ReadOnlyMemory<byte>> read = [];
        while (!_needed.IsSubsetOf(read.Keys))
        {
            foreach (WindowKey key in _needed.Except(read.Keys).ToArray())
                read.Add(key, await ReadOneAsync(key, state.Options.Windows.Tiers[key.Tier].WidthMs));
            _needed.Clear();
            findUnloaded(_needed);
        }

        foreach (WindowKey key in _needed)
            state.Load(key, read[key].Span);
        return apply();
    }

    private static long Remainder(long startUnixMs, long widthMs) => ((startUnixMs % widthMs) + widthMs) % widthMs;

    private WindowBlockKey BlockOf(WindowKey key, WindowOptions options)
    {
        long widthMs = options.Tiers[key.Tier].WidthMs;
        return new WindowBlockKey(_owner, widthMs, key.StartUnixMs - Remainder(key.StartUnixMs, widthMs * BlockWindowCount));
    }

    /// <summary>
    /// One window for an entry that is about to change it; empty if there is none. A damaged one, too, is begun anew: the entry is in the
    /// log, so refusing it would keep the stream from ever being brought back. The store has raised its alarm, here it is counted; coarser
    /// windows and the lifetime have what it held.
    /// </summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReadOneAsync(WindowKey key, long widthMs)
    {
        try
        {
            StoredWindows block = await ReadAsync(new WindowRead(key.Tier, key.StartUnixMs, key.StartUnixMs + widthMs), widthMs);
            return block.Windows.FirstOrDefault(window => window.StartUnixMs == key.StartUnixMs).Bytes;
        }
        catch (EventLogException exception) when (exception.IsCellDamaged)
        {
            // The block has a damaged window, which need not be this one.
            return await ReadAloneAsync(key, widthMs);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAloneAsync(WindowKey key, long widthMs)
    {
        try
        {
            IReadOnlyList<StoredCell> rows = await cells.ReadCellsAsync(
                stream, new CellRange(key.Tier, key.StartUnixMs, key.StartUnixMs + widthMs), Base, countMax: 1);
            return rows.Count == 0 ? default : rows[0].Bytes;
        }
        catch (EventLogException exception) when (exception.IsCellDamaged)
        {
            cache.OnWindowLost();
            return default;
        }
    }

    private async ValueTask<PackedWindow[]> ReadBlockAsync(int tier, WindowBlockKey key, long toUnixMs)
    {
        int version = _version;
        IReadOnlyList<StoredCell> rows = await cells.ReadCellsAsync(
            stream, new CellRange(tier, key.FromUnixMs, toUnixMs), Base, BlockWindowCount);
        PackedWindow[] block = [.. rows.Select(row => new PackedWindow(row.StartUnixMs, row.Bytes))];
        // What was stored while this was read may be missing from it.
        if (version == _version)
            cache.Set(key, block);
        return block;
    }
}
