using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;

namespace Pipeline.Detection.Budgets;

/// <summary>One segment of a closed window, read as far as budgets ask.</summary>
internal sealed class JudgedSegment(string name, Cell cell, EndpointState state)
{
    private CellView? _view;

    public string Name { get; } = name;

    public Cell Cell { get; } = cell;

    /// <summary>Means and shares. Made when first asked for: the worst event is told by the cell alone.</summary>
    public CellView View => _view ??= CellViews.CreateCell(Cell, state);

    /// <summary>Calls, by tallies where there are any.</summary>
    public double Calls => CellViews.CreateCalls(Cell).Count;

    /// <summary>Independent events that means and percentiles rest on: fewer than calls where calls were sampled.</summary>
    public double SampleSize => Math.Min(Calls, new SamplingError(Cell, Calls).SampleSize);

    /// <summary>Time of all its calls, ms; 0 if no event says.</summary>
    public double TotalMs => View.Duration?.TotalMs ?? 0;

    public EndpointName OperationOf(int number) => state.Operations.Names[number];

    /// <summary>Reads a packed cell; null if nothing was called.</summary>
    public static JudgedSegment? TryRead(in ClosedCell closed, EndpointState state)
    {
        Cell cell = new();
        return CellCodec.TryMergeInto(closed.Packed, cell) && cell.HasCalls ? new JudgedSegment(state.SegmentName(closed.Segment), cell, state) : null;
    }
}
