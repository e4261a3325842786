using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Publications;

/// <summary>What an endpoint tells a segment at once: cells of windows, and the names of what they count.</summary>
/// <remarks>
/// Self-contained: nothing in it refers to another publication or to the endpoint's own numbers. All of it is added, or nothing.
/// </remarks>
public sealed class Publication
{
    private readonly byte[]?[] _operations;
    private readonly byte[] _operationKinds;
    private readonly byte[]?[] _values;
    private readonly byte[] _valueKinds;

    internal Publication(
        IReadOnlyList<PublicationItem> items,
        bool beginsLate,
        byte[]?[] operations,
        byte[] operationKinds,
        byte[]?[] values,
        byte[] valueKinds)
    {
        Items = items;
        BeginsLate = beginsLate;
        _operations = operations;
        _operationKinds = operationKinds;
        _values = values;
        _valueKinds = valueKinds;
    }

    /// <summary>Whether the endpoint had events before it began to publish, so that the segment lacks them for good.</summary>
    public bool BeginsLate { get; }

    internal IReadOnlyList<PublicationItem> Items { get; }

    /// <summary>Reads a publication; null if the bytes are none that this program knows.</summary>
    public static Publication? TryRead(ReadOnlySpan<byte> bytes) => PublicationCodec.TryRead(bytes);

    /// <summary>By operation number, the number that another table gives the same name. Each is noted there as used.</summary>
    /// <param name="table">The other table; new names are added.</param>
    /// <param name="watermarkUnixMs">That of the windows which the table belongs to.</param>
    /// <param name="overflowCount">Raised by names that found no place there.</param>
    internal int[] MapOperations(AgeingNameTable table, long watermarkUnixMs, ref long overflowCount)
    {
        int[] numbers = new int[_operations.Length];
        for (int number = 0; number < numbers.Length; number++)
        {
            if (_operations[number] is not { } name)
                continue;
            numbers[number] = table.GetOrAdd(name, _operationKinds[number], out bool isOverflow);
            (Int128 weight, int uses, long endUnixMs) = UseOf(number);
            table.AddUse(numbers[number], weight, uses, Math.Max(endUnixMs, watermarkUnixMs));
            if (!isOverflow)
                continue;
            table.AddOverflow(name, _operationKinds[number], weight);
            overflowCount++;
        }

        return numbers;
    }

    /// <summary>By value number, the number that another table gives the same name.</summary>
    internal int[] MapValues(NameTable table, ref long overflowCount)
    {
        int[] numbers = new int[_values.Length];
        for (int number = 0; number < numbers.Length; number++)
        {
            if (_values[number] is not { } name)
                continue;
            numbers[number] = table.GetOrAdd(name, _valueKinds[number], out bool isOverflow);
            overflowCount += isOverflow ? 1 : 0;
        }

        return numbers;
    }

    /// <summary>Whether every number that a cell uses has a name.</summary>
    internal bool HasAllNames()
    {
        foreach (PublicationItem item in Items)
        {
            for (int number = 0; number < item.Cell.Operations.Length; number++)
            {
                if (item.Cell.Operations[number] is { IsEmpty: false } && !IsNamed(_operations, number))
                    return false;
            }

            for (int number = 0; number < item.Cell.Values.Length; number++)
            {
                if (item.Cell.Values[number] is { IsEmpty: false } && !IsNamed(_values, number))
                    return false;
            }
        }

        return true;
    }

    private static bool IsNamed(byte[]?[] names, int number) => number < names.Length && names[number] is not null;

    /// <summary>What was done of an operation, in how many cells, and up to when.</summary>
    private (Int128 Weight, int Uses, long EndUnixMs) UseOf(int number)
    {
        Int128 weight = 0;
        int uses = 0;
        long end = long.MinValue;
        foreach (PublicationItem item in Items)
        {
            if (number >= item.Cell.Operations.Length || item.Cell.Operations[number] is not { IsEmpty: false } operation)
                continue;
            weight = Saturating.Add(weight, operation.PlaceWeight);
            uses++;
            end = Math.Max(end, item.StartUnixMs + Math.Max(1, item.WidthMs));
        }

        return (weight, uses, end);
    }
}
