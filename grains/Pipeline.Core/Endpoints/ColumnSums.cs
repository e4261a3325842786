using System.Numerics;
using System.Runtime.InteropServices;
using Pipeline.Core.Sketches;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Endpoints;

/// <summary>The inner loops of the fast path: 64-bit sums per slot over a decoded column.</summary>
/// <remarks>
/// A section has at most 2^16 events. Amounts below 2^<see cref="AmountBits"/> sum up to less than 2^62, and so do the squares of calls
/// below 2^<see cref="CallsBits"/>: nothing can overflow, and the weight is multiplied in once per slot. Larger amounts take the slow
/// path.
/// </remarks>
internal static class ColumnSums
{
    /// <summary>19 hours in nanoseconds, 70 TB in bytes.</summary>
    public const int AmountBits = 46;

    /// <summary>8,388 calls in thousandths.</summary>
    public const int CallsBits = 23;

    /// <summary>Whether the magnitudes of all values are below 2^<paramref name="bits"/>.</summary>
    public static bool AreBelow(ReadOnlySpan<long> values, int bits)
    {
        Vector<long> joined = Vector<long>.Zero;
        ReadOnlySpan<Vector<long>> vectors = MemoryMarshal.Cast<long, Vector<long>>(values);
        foreach (Vector<long> vector in vectors)
            joined |= vector ^ (vector >> 63);
        long rest = 0;
        for (int lane = 0; lane < Vector<long>.Count; lane++)
            rest |= joined[lane];
        foreach (long value in values[(vectors.Length * Vector<long>.Count)..])
            rest |= value ^ (value >> 63);
        return rest >> bits == 0;
    }

    /// <summary>Sums, extremes and number of the values of each slot.</summary>
    public static void Sum(ReadOnlySpan<int> slots, ReadOnlySpan<long> values, Span<SlotSum> sums)
    {
        slots = slots[..values.Length];
        for (int index = 0; index < values.Length; index++)
        {
            long value = values[index];
            ref SlotSum sum = ref sums[slots[index]];
            sum.Sum += value;
            sum.Count++;
            if (value > sum.Max)
                sum.Max = value;
            if (value < sum.Min)
                sum.Min = value;
        }
    }

    /// <summary>Counts the values of each slot in its buckets.</summary>
    public static void CountBuckets(ReadOnlySpan<int> slots, ReadOnlySpan<long> values, BucketStore[] stores, long weightMicro)
    {
        slots = slots[..values.Length];
        for (int index = 0; index < values.Length; index++)
            stores[slots[index]].Count(values[index], weightMicro);
    }

    /// <summary>Sums an operation's calls, in thousandths.</summary>
    public static void SumCalls(ReadOnlySpan<int> slots, ReadOnlySpan<long> calls, Span<CallsSum> sums)
    {
        slots = slots[..calls.Length];
        for (int index = 0; index < calls.Length; index++)
        {
            long value = calls[index];
            ref CallsSum sum = ref sums[slots[index]];
            sum.Calls += value;
            sum.Squares += value * value;
            sum.Events[CallHistogram.BucketOf(value)]++;
            if (value > sum.Max)
                sum.Max = value;
        }
    }

    /// <summary>Sums an operation's calls where every event made as many.</summary>
    public static void SumConstantCalls(ReadOnlySpan<int> slots, long calls, Span<CallsSum> sums)
    {
        int bucket = CallHistogram.BucketOf(calls);
        foreach (int slot in slots)
            sums[slot].Events[bucket]++;
        foreach (ref CallsSum sum in sums)
        {
            long events = sum.Events[bucket];
            sum.Calls = events * calls;
            sum.Squares = events * calls * calls;
            sum.Max = calls;
        }
    }
}
