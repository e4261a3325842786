using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.EventLog;

namespace Pipeline.Simulation.Tests.Oracle;

/// <summary>An endpoint's stored windows as they were for one of its snapshots, read without a cache or a fault.</summary>
internal sealed class StoredCells(ICellStore cells, StreamName stream, Offset asOf)
{
    public Offset AsOf { get; } = asOf;

    /// <summary>Brings into memory what an entry is about to change.</summary>
    /// <returns>How many windows.</returns>
    public int Load(EndpointState state, in EntryHeader header, ReadOnlySpan<byte> body)
    {
        HashSet<WindowKey> unloaded = [];
        state.FindUnloaded(header, body, unloaded);
        foreach (WindowKey key in unloaded)
        {
            IReadOnlyList<StoredCell> rows = Read(key.Tier, key.StartUnixMs, key.StartUnixMs + 1_000);
            state.Load(key, rows.Count == 0 ? default : rows[0].Bytes.Span);
        }

        return unloaded.Count;
    }

    public EndpointView Query(EndpointState state, string name, EndpointQuery query)
    {
        if (state.ReadFor(query) is not { } read)
            return state.Query(name, query)!;
        IReadOnlyList<StoredCell> rows = Read(read.Tier, read.FromUnixMs, read.ToUnixMs);
        return state.Query(name, query, new StoredWindows(read, [.. rows.Select(row => new PackedWindow(row.StartUnixMs, row.Bytes))]))!;
    }

    private IReadOnlyList<StoredCell> Read(int tier, long from, long to) =>
        cells.ReadCellsAsync(stream, new CellRange(tier, from, to), AsOf, int.MaxValue).Result;
}
