using Pipeline.Core.Queries;
using Pipeline.Protocol.Events;

namespace Pipeline.Simulation.Tests.Oracle;

/// <summary>What of a view adds up or has a largest, so that views of several endpoints can be held against one of a segment.</summary>
/// <remarks>
/// Means do not add up where sources tally; that every sum of a merged cell is the same, bit for bit, is tested where cells can be seen.
/// </remarks>
internal sealed class ViewTotals
{
    private readonly SortedDictionary<string, double> _largest = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double> _sums = new(StringComparer.Ordinal);

    public long Events { get; private set; }

    public double Count { get; private set; }

    public double Errors { get; private set; }

    public static ViewTotals Of(params IEnumerable<CellView> cells)
    {
        ViewTotals totals = new();
        foreach (CellView cell in cells)
            totals.Add(cell);
        return totals;
    }

    /// <exception cref="SimulationFailure">They differ.</exception>
    public void CheckSame(ViewTotals expected, string where)
    {
        CheckSame(Events, expected.Events, where, "events");
        CheckSame(Count, expected.Count, where, "count");
        CheckSame(Errors, expected.Errors, where, "errors");
        CheckSame(_largest.Count, expected._largest.Count, where, "what is reported");
        foreach ((string what, double largest) in expected._largest)
            CheckSame(_largest.GetValueOrDefault(what, double.NaN), largest, where, what);
        CheckSame(_sums.Count, expected._sums.Count, where, "what was dropped");
        foreach ((string what, double sum) in expected._sums)
            CheckSame(_sums.GetValueOrDefault(what, double.NaN), sum, where, what);
    }

    private void Add(CellView cell)
    {
        Events += cell.Calls.Events;
        Count += cell.Calls.Count;
        Errors += cell.Calls.Errors;
        foreach (DropCounts drop in cell.Dropped)
        {
            AddTo($"events dropped: {drop.Cause}", drop.Events);
            AddTo($"calls dropped: {drop.Cause}", drop.Calls);
        }

        if (cell.Duration is { } duration)
            AddLargest("longest duration", duration.Ms.Max);
        foreach (ResourceView resource in cell.Resources)
            AddLargest($"most {resource.Resource}", resource.Max);
        foreach (OperationView operation in cell.Operations)
            AddLargest($"most calls of {operation.Name}", operation.MaxPerEvent);
        foreach (ValueView value in cell.Values)
            AddLargest($"largest {value.Name}", value.Distribution?.Max ?? 0);
    }

    private void AddTo(string what, double amount) => _sums[what] = _sums.GetValueOrDefault(what) + amount;

    private void AddLargest(string what, double amount) =>
        _largest[what] = _largest.TryGetValue(what, out double before) ? Math.Max(before, amount) : amount;

    private static void CheckSame(double seen, double expected, string where, string what)
    {
        if (!(Math.Abs(seen - expected) <= 1e-9 * Math.Max(1, Math.Abs(expected))))
            throw new SimulationFailure($"{where}: {what} should be {expected:R} and is {seen:R}.");
    }
}
