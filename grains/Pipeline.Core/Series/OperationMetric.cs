using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Series;

/// <summary>What calls did of one operation. Without a kind all operations of the name count together.</summary>
internal sealed class OperationMetric(string text, string unit, string name, OperationKind? kind, SeriesAggregate<OperationCell> aggregate)
    : SeriesMetric(text, unit)
{
    internal override bool TryBind(SeriesNames names, out SeriesReading reading, out string defect)
    {
        int[] numbers = SeriesNames.Find(names.Operations, name, (int?)kind);
        reading = (cell, seconds) => aggregate(Join(cell, numbers), cell, seconds);
        string described = kind is { } asked ? $"{name} of kind {OperationReadings.KindNames[(int)asked]}" : name;
        defect = numbers.Length > 0
            ? string.Empty
            : $"'{Text}': no operation {described} was seen; there are {SeriesNames.List(names.Operations.Where(known => known.Text is not null).Select(known => known.Text))}.";
        return numbers.Length > 0;
    }

    private static OperationCell? Join(Cell cell, int[] numbers)
    {
        OperationCell? joined = null;
        foreach (int number in numbers)
        {
            if (number >= cell.Operations.Length || cell.Operations[number] is not { IsEmpty: false } operation)
                continue;
            if (joined is null)
            {
                joined = operation;
                continue;
            }

            OperationCell sum = new();
            sum.Merge(joined);
            sum.Merge(operation);
            joined = sum;
        }

        return joined;
    }
}
