using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Queries;

/// <summary>A closed window of one segment, short.</summary>
/// <param name="Calls">How many, and how many failed.</param>
/// <param name="Duration">How long they took; null if no event says.</param>
/// <param name="Operations">What they did most often, most calls first.</param>
public sealed record WindowSummary(CallsView Calls, DurationView? Duration, IReadOnlyList<OperationCallsView> Operations)
{
    /// <summary>Reads a packed cell, on any thread.</summary>
    /// <param name="packed">What <see cref="ClosedCell.Packed"/> held.</param>
    /// <param name="names">The endpoint's operations as they were when it closed.</param>
    /// <param name="operationCountMax">At most so many operations.</param>
    /// <exception cref="InvalidDataException">The bytes are no cell.</exception>
    public static WindowSummary Read(ReadOnlySpan<byte> packed, OperationNames names, int operationCountMax)
    {
        ArgumentNullException.ThrowIfNull(names);
        Cell cell = new();
        if (!CellCodec.TryMergeInto(packed, cell))
            throw new InvalidDataException("A closed window cannot be read.");
        double calls = (double)cell.Detail.CallsMicro / 1e6;
        List<OperationCallsView> operations = [];
        for (int number = 0; number < cell.Operations.Length; number++)
        {
            if (cell.Operations[number] is { IsEmpty: false } operation)
                operations.Add(new OperationCallsView(names[number].Text, (OperationKind)names[number].Kind, (double)operation.CallsNano / 1e9 / calls, operation.MaxPerCallMilli / 1e3));
        }

        operations.Sort(static (left, right) =>
            right.PerEvent.CompareTo(left.PerEvent) is not 0 and var order ? order : string.CompareOrdinal(left.Name, right.Name));
        if (operations.Count > operationCountMax)
            operations.RemoveRange(operationCountMax, operations.Count - operationCountMax);
        return new WindowSummary(CellViews.CreateCalls(cell), CellViews.CreateDuration(cell), operations);
    }
}
