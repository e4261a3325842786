using Pipeline.Core.Packing;

namespace Pipeline.Core.Sketches;

/// <summary>Packs sketches: a byte or two for a bucket in use.</summary>
/// <remarks>
/// <code>
/// flags      1 collapsed, 2 unit is not 1,000,000, 4 sampled, 8 zeros, 16 moments and what was certain
/// sum, min, max - min, [variance], [squares, products], [unit], [zeros / unit], buckets
/// [certain: flags as above, [unit], [zeros / unit], buckets]
/// buckets    in use, index of the first, then tokens: weight / unit &lt;&lt; 1, or empty buckets to skip &lt;&lt; 1 | 1
/// </code>
/// Sampled sketches of before have no moments: what was certain is not known of them, and is taken to be nothing.
/// The unit is the greatest common divisor of all weights. Equal sketches pack to equal bytes, whatever range their arrays cover.
/// </remarks>
internal static class QuantileSketchCodec
{
    private const byte FlagCollapsed = 1;
    private const byte FlagUnit = 2;
    private const byte FlagSampled = 4;
    private const byte FlagZeros = 8;
    private const byte FlagMoments = 16;

    /// <summary>Writes a sketch that is not empty.</summary>
    public static void Write(PackedWriter writer, QuantileSketch sketch)
    {
        BucketStore buckets = sketch.Buckets;
        long unit = FindUnit(buckets, out int used);
        int flags = FlagsOf(buckets, unit) | (sketch.IsSampled ? FlagSampled | FlagMoments : 0);
        writer.WriteByte((byte)flags);
        writer.WriteSum(sketch.SumMicro);
        writer.WriteCount(sketch.Min);
        writer.WriteCount(sketch.Max - sketch.Min);
        if (sketch.IsSampled)
        {
            writer.WriteSum(sketch.SamplingVarianceMicro);
            writer.WriteSum(sketch.Moments.SquaresMicro);
            writer.WriteSum(sketch.Moments.ProductsMicro);
        }

        WriteStore(writer, buckets, flags, unit, used);
        if (sketch.Certain is not { } certain)
            return;
        unit = FindUnit(certain, out used);
        flags = FlagsOf(certain, unit);
        writer.WriteByte((byte)flags);
        WriteStore(writer, certain, flags, unit, used);
    }

    /// <summary>
    /// Adds a packed sketch to <paramref name="target"/>; unreadable bytes fail the reader and leave the target unspecified.
    /// </summary>
    public static void ReadInto(ref PackedReader reader, QuantileSketch target)
    {
        int flags = reader.ReadByte();
        Int128 sum = reader.ReadSum();
        long min = reader.ReadCount();
        long span = reader.ReadCount();
        bool isSampled = (flags & FlagSampled) != 0;
        bool hasMoments = (flags & FlagMoments) != 0;
        Int128 variance = isSampled ? reader.ReadSum() : 0;
        SampledMoments moments = hasMoments ? new SampledMoments(reader.ReadSum(), reader.ReadSum()) : default;
        if (reader.Failed || span > long.MaxValue - min || isSampled != (variance != 0) || (hasMoments && !isSampled))
        {
            reader.Fail();
            return;
        }

        // Where the target is sampled already, what this sketch is certain of goes there too.
        QuantileSketch source = isSampled || target.IsSampled ? new QuantileSketch() : target;
        BucketStore? certain = isSampled ? source.AddSampled(variance, moments) : null;
        source.AddMoments(sum, min, min + span);
        ReadStore(ref reader, source.Buckets, flags, min + span);
        if (hasMoments)
            ReadStore(ref reader, certain!, reader.ReadByte(), min + span);
        else if (isSampled && !reader.Failed)
            source.GuessMoments();
        if (source != target && !reader.Failed)
            target.Merge(source);
    }

    private static int FlagsOf(BucketStore buckets, long unit) =>
        (buckets.HasCollapsed ? FlagCollapsed : 0)
        | (unit != PackedWriter.CommonScale ? FlagUnit : 0)
        | (buckets.ZeroWeight != 0 ? FlagZeros : 0);

    private static void WriteStore(PackedWriter writer, BucketStore buckets, int flags, long unit, int used)
    {
        if ((flags & FlagUnit) != 0)
            writer.WriteCount(unit);
        if ((flags & FlagZeros) != 0)
            writer.WriteCount(buckets.ZeroWeight / unit);
        WriteBuckets(writer, buckets, unit, used);
    }

    private static void ReadStore(ref PackedReader reader, BucketStore target, int flags, long max)
    {
        long unit = (flags & FlagUnit) != 0 ? reader.ReadCount() : PackedWriter.CommonScale;
        long zeros = (flags & FlagZeros) != 0 ? reader.ReadCount() : 0;
        if (reader.Failed || unit == 0)
        {
            reader.Fail();
            return;
        }

        if ((flags & FlagCollapsed) != 0)
            target.MarkCollapsed();
        target.CountZeros(Saturating.Multiply(zeros, unit));
        ReadBuckets(ref reader, target, unit, max);
    }

    private static void WriteBuckets(PackedWriter writer, BucketStore buckets, long unit, int used)
    {
        writer.WriteCount(used);
        if (used == 0)
            return;
        int next = buckets.LowestUsed();
        writer.WriteCount(next);
        ReadOnlySpan<long> weights = buckets.Weights;
        for (int at = next - buckets.First; at < weights.Length; at++)
        {
            if (weights[at] == 0)
                continue;
            int index = buckets.First + at;
            if (index > next)
                writer.WriteVarint(((ulong)(index - next) << 1) | 1);
            // Division by a constant is a multiplication.
            long units = unit == PackedWriter.CommonScale ? weights[at] / PackedWriter.CommonScale : weights[at] / unit;
            writer.WriteVarint((ulong)units << 1);
            next = index + 1;
        }
    }

    private static void ReadBuckets(ref PackedReader reader, BucketStore buckets, long unit, long max)
    {
        int used = reader.ReadItemCount(BucketStore.MaxBuckets);
        if (used == 0)
            return;
        int index = reader.ReadInt(BucketMapping.IndexMax);
        // The highest bucket in use is that of the maximum: the array grows once.
        if (max > 0)
            buckets.Cover(index, Math.Max(index, BucketMapping.IndexOf(max)));
        while (used > 0 && !reader.Failed)
        {
            ulong token = reader.ReadVarint();
            if ((token & 1) != 0)
            {
                index = (int)Math.Min((ulong)index + (token >> 1), BucketMapping.IndexMax + 1);
                continue;
            }

            if (index is 0 or > BucketMapping.IndexMax || token == 0)
            {
                reader.Fail();
                return;
            }

            buckets.CountIndex(index++, Saturating.Multiply((long)(token >> 1), unit));
            used--;
        }
    }

    private static long FindUnit(BucketStore buckets, out int used)
    {
        long unit = buckets.ZeroWeight;
        used = 0;
        foreach (long weight in buckets.Weights)
        {
            if (weight == 0)
                continue;
            used++;
            unit = GreatestCommonDivisor(unit, weight);
        }

        // Of an empty store, which what was certain may be, any will do.
        return unit == 0 ? PackedWriter.CommonScale : unit;
    }

    private static long GreatestCommonDivisor(long left, long right)
    {
        // Without sampling the divisor is a million from the second bucket on, and one division tells.
        while (left != 0)
            (left, right) = (right % left, left);
        return right;
    }
}
