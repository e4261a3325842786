using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Catalog;

/// <summary>Cells reduced to what a summary shows: calls, durations, CPU time and database queries. The rest is what makes a cell large.</summary>
internal static class SummaryCells
{
    /// <summary>Adds the part of a cell that summaries show.</summary>
    public static void AddTo(Cell target, Cell cell)
    {
        target.AddEvents(cell.Events, cell.Detail, cell.IsPreAggregated);
        target.AddSpread(cell.SpreadMicro);
        target.AddTally(Outcome.Ok, cell.TallyOk);
        target.AddTally(Outcome.Error, cell.TallyErrors);
        target.Untallied = target.Untallied.Plus(cell.Untallied);
        target.Duration.Merge(cell.Duration);
        AddResource(target, cell, Resource.CpuTime);
        AddResource(target, cell, Resource.DbQueries);
    }

    /// <summary>All segments of a closed window, reduced and packed.</summary>
    public static byte[] Reduce(ClosedWindow window, CellWorkspace workspace)
    {
        Cell whole = workspace.Rent();
        foreach (byte[]? packed in window.Packed)
        {
            if (packed is not null)
                CellCodec.TryMergeInto(packed, whole);
        }

        return ReduceAndReturn(whole, workspace);
    }

    /// <summary>The same for a window as it is stored.</summary>
    /// <exception cref="InvalidDataException">The bytes are no window.</exception>
    public static byte[] Reduce(PackedWindow window, int segmentCount, CellWorkspace workspace)
    {
        SegmentCells cells = new(segmentCount);
        if (!WindowCodec.TryMergeInto(window.Bytes.Span, cells))
            throw new InvalidDataException($"The stored window at {window.StartUnixMs} cannot be read.");
        Cell reduced = workspace.Rent();
        foreach (Cell? cell in cells.Cells)
        {
            if (cell is not null)
                AddTo(reduced, cell);
        }

        byte[] bytes = workspace.Pack(reduced);
        workspace.Return(reduced);
        return bytes;
    }

    private static byte[] ReduceAndReturn(Cell whole, CellWorkspace workspace)
    {
        Cell reduced = workspace.Rent();
        AddTo(reduced, whole);
        byte[] bytes = workspace.Pack(reduced);
        workspace.Return(reduced);
        workspace.Return(whole);
        return bytes;
    }

    private static void AddResource(Cell target, Cell cell, Resource resource)
    {
        if (cell.Resource(resource).IsReported)
            target.AddResource((int)resource, cell.Resource(resource));
    }
}
