using System.Numerics;
using Pipeline.Core.Packing;

namespace Pipeline.Core.Windows;

/// <summary>Packs the operations of a cell, ascending by number.</summary>
internal static class OperationCellCodec
{
    private const int FlagTime = 1;
    private const int FlagSelfTime = 2;
    private const int FlagErrors = 4;

    public static void WriteAll(PackedWriter writer, ReadOnlySpan<OperationCell?> operations)
    {
        int count = 0;
        foreach (OperationCell? operation in operations)
            count += operation is { IsEmpty: false } ? 1 : 0;
        writer.WriteCount(count);
        int next = 0;
        for (int number = 0; number < operations.Length; number++)
        {
            if (operations[number] is not { IsEmpty: false } operation)
                continue;
            writer.WriteCount(number - next);
            next = number + 1;
            Write(writer, operation);
        }
    }

    public static void ReadAllInto(ref PackedReader reader, Cell target)
    {
        int count = reader.ReadItemCount(CellCodec.NumberMax);
        int number = 0;
        for (; count > 0; count--)
        {
            number += reader.ReadInt(CellCodec.NumberMax - 1 - number);
            if (reader.Failed)
                return;
            ReadInto(ref reader, target.GetOrAddOperation(number));
            number = Math.Min(number + 1, CellCodec.NumberMax - 1);
        }
    }

    private static void Write(PackedWriter writer, OperationCell operation)
    {
        int flags = (operation.HasTime ? FlagTime : 0)
            | (operation.HasSelfTime ? FlagSelfTime : 0)
            | (operation.HasErrors ? FlagErrors : 0);
        writer.WriteByte((byte)flags);
        writer.WriteSum(operation.CallsNano);
        writer.WriteSum(operation.SquaresMicro);
        writer.WriteCount(operation.MaxPerCallMilli);
        WriteHistogram(writer, operation.Histogram);
        if (operation.HasTime)
            writer.WriteSum(operation.TimeMicro);
        if (operation.HasSelfTime)
            writer.WriteSum(operation.SelfTimeMicro);
        if (operation.HasErrors)
            writer.WriteSum(operation.ErrorsMicro);
    }

    private static void ReadInto(ref PackedReader reader, OperationCell target)
    {
        int flags = reader.ReadByte();
        Int128 calls = reader.ReadSum();
        Int128 squares = reader.ReadSum();
        long max = reader.ReadCount();
        target.AddCalls(calls, squares, max, ReadHistogram(ref reader));
        if ((flags & FlagTime) != 0)
            target.AddTime(reader.ReadSum());
        if ((flags & FlagSelfTime) != 0)
            target.AddSelfTime(reader.ReadSum());
        if ((flags & FlagErrors) != 0)
            target.AddErrors(reader.ReadSum());
    }

    private static void WriteHistogram(PackedWriter writer, in CallHistogram histogram)
    {
        int used = 0;
        for (int bucket = 0; bucket < CallHistogram.BucketCount; bucket++)
            used |= (histogram[bucket] != 0 ? 1 : 0) << bucket;
        writer.WriteVarint((uint)used);
        for (; used != 0; used &= used - 1)
            writer.WriteSum(histogram[BitOperations.TrailingZeroCount(used)]);
    }

    private static CallHistogram ReadHistogram(ref PackedReader reader)
    {
        CallHistogram histogram = default;
        for (int used = reader.ReadInt((1 << CallHistogram.BucketCount) - 1); used != 0; used &= used - 1)
        {
            Int128 weight = reader.ReadSum();
            if (weight < 0 || weight > long.MaxValue)
                reader.Fail();
            histogram[BitOperations.TrailingZeroCount(used)] = reader.Failed ? 0 : (long)weight;
        }

        return histogram;
    }
}
