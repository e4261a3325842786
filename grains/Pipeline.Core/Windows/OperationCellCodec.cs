using System.Numerics;
using Pipeline.Core.Packing;
using Pipeline.Core.Sketches;

namespace Pipeline.Core.Windows;

/// <summary>Packs the operations of a cell, ascending by number.</summary>
internal static class OperationCellCodec
{
    private const int FlagTime = 1;
    private const int FlagSelfTime = 2;
    private const int FlagErrors = 4;
    private const int FlagMoments = 8;

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

    /// <summary>Adds packed operations to a cell.</summary>
    /// <param name="reader">At their count.</param>
    /// <param name="guessFrom">Of a sampled cell of before moments were kept its detail, from which they are guessed; else zero.</param>
    /// <param name="target">The cell.</param>
    public static void ReadAllInto(ref PackedReader reader, in CallTotals guessFrom, Cell target)
    {
        int count = reader.ReadItemCount(CellCodec.NumberMax);
        int number = 0;
        for (; count > 0; count--)
        {
            number += reader.ReadInt(CellCodec.NumberMax - 1 - number);
            if (reader.Failed)
                return;
            ReadInto(ref reader, guessFrom, target.GetOrAddOperation(number));
            number = Math.Min(number + 1, CellCodec.NumberMax - 1);
        }
    }

    private static void Write(PackedWriter writer, OperationCell operation)
    {
        int flags = (operation.HasTime ? FlagTime : 0)
            | (operation.HasSelfTime ? FlagSelfTime : 0)
            | (operation.HasErrors ? FlagErrors : 0)
            | (operation.Moments == default ? 0 : FlagMoments);
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
        if ((flags & FlagMoments) != 0)
        {
            writer.WriteSum(operation.Moments.SquaresMicro);
            writer.WriteSum(operation.Moments.ProductsMicro);
        }
    }

    private static void ReadInto(ref PackedReader reader, in CallTotals guessFrom, OperationCell target)
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
        if ((flags & FlagMoments) != 0)
            target.AddMoments(new SampledMoments(reader.ReadSum(), reader.ReadSum()));
        else if (guessFrom.VarianceMicro != 0)
            target.AddMoments(SampledMoments.Guess((double)squares, (double)calls, guessFrom.CallsMicro, guessFrom.VarianceMicro));
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
