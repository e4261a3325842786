using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pipeline.Core.Sketches;

/// <summary>Maps positive integers to logarithmic buckets, 64 to an octave, in integer arithmetic alone.</summary>
/// <remarks>
/// The linearly interpolated mapping of DDSketch (Masson, Rim and Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with
/// Relative-Error Guarantees", VLDB 2019): the logarithm is taken to be linear between powers of two, so an index is the exponent
/// followed by the top six bits of the mantissa. No floating point takes part, so every processor maps alike.
/// <code>
/// value     0 .. 127           : its own bucket, exact
/// value     2^e (1 + m/64 ...)  : index = (e - 5) * 64 + m,  e >= 7, m = 0 .. 63
/// bucket    2^(e-6) wide, its lowest value is 2^e + m * 2^(e-6)
/// </code>
/// The widest bucket of an octave, relatively, is its first: highest to lowest is below 1 + 1/64. Answering with 2ab/(a+b) of the lowest
/// a and the highest b is off by (b-a)/(b+a) at most, below (1/64)/(2 + 1/64) = <see cref="RelativeAccuracy"/>.
/// </remarks>
internal static class BucketMapping
{
    /// <summary>Buckets in an octave.</summary>
    public const int BucketsPerOctave = 64;

    /// <summary>Largest error of a bucket's value relative to any value in it.</summary>
    public const double RelativeAccuracy = 1.0 / 64 / (2 + (1.0 / 64));

    /// <summary>Index of <see cref="long.MaxValue"/>.</summary>
    public const int IndexMax = ((62 - 5) * BucketsPerOctave) + 63;

    /// <summary>The bucket of a positive value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOf(long value)
    {
        Debug.Assert(value > 0, "Zero has a bucket of its own; negative values are refused at the boundary.");
        // Or-ing 64 keeps the exponent of small values at 6, where a shift of zero leaves them as they are.
        int exponent = BitOperations.Log2((ulong)value | 64);
        return ((exponent - 6) * BucketsPerOctave) + (int)(value >> (exponent - 6));
    }

    /// <summary>The smallest value of a bucket.</summary>
    public static long LowestOf(int index)
    {
        if (index < 2 * BucketsPerOctave)
            return index;
        int shift = (index / BucketsPerOctave) - 1;
        return (long)(BucketsPerOctave + (index % BucketsPerOctave)) << shift;
    }

    /// <summary>The value that stands for a bucket: the one with the smallest relative error over all of it.</summary>
    public static double ValueOf(int index)
    {
        double lowest = LowestOf(index);
        double highest = index >= IndexMax ? long.MaxValue : LowestOf(index + 1) - 1;
        return 2 * lowest * highest / (lowest + highest);
    }
}
