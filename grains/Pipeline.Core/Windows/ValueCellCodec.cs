using Pipeline.Core.Packing;
using Pipeline.Core.Sketches;

namespace Pipeline.Core.Windows;

/// <summary>Packs the values of a cell, ascending by number.</summary>
internal static class ValueCellCodec
{
    private const byte FormSum = 0;
    private const byte FormDistribution = 1;

    public static void WriteAll(PackedWriter writer, ReadOnlySpan<ValueCell?> values)
    {
        int count = 0;
        foreach (ValueCell? value in values)
            count += value is { IsEmpty: false } ? 1 : 0;
        writer.WriteCount(count);
        int next = 0;
        for (int number = 0; number < values.Length; number++)
        {
            if (values[number] is not { IsEmpty: false } value)
                continue;
            writer.WriteCount(number - next);
            next = number + 1;
            Write(writer, value);
        }
    }

    public static void ReadAllInto(ref PackedReader reader, Cell target)
    {
        int count = reader.ReadItemCount(CellCodec.NumberMax);
        int number = 0;
        for (; count > 0; count--)
        {
            number += reader.ReadInt(CellCodec.NumberMax - 1 - number);
            byte form = reader.ReadByte();
            if (reader.Failed)
                return;
            if (form == FormSum)
                target.GetOrAddValue(number).AddSum(reader.ReadSum(), reader.ReadSum());
            else if (form == FormDistribution)
                QuantileSketchCodec.ReadInto(ref reader, target.GetOrAddValue(number).GetOrAddDistribution());
            else
                reader.Fail();
            number = Math.Min(number + 1, CellCodec.NumberMax - 1);
        }
    }

    private static void Write(PackedWriter writer, ValueCell value)
    {
        if (value.Distribution is { IsEmpty: false } distribution)
        {
            writer.WriteByte(FormDistribution);
            QuantileSketchCodec.Write(writer, distribution);
            return;
        }

        writer.WriteByte(FormSum);
        writer.WriteSum(value.SumPico);
        writer.WriteSum(value.WeightMicro);
    }
}
