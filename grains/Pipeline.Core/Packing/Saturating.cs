using System.Runtime.CompilerServices;

namespace Pipeline.Core.Packing;

/// <summary>Additions and products that stop at the type's largest number instead of wrapping.</summary>
/// <remarks>
/// Over numbers that are not negative, a saturating sum does not depend on the order of its terms, so aggregates stay the same in
/// whatever order they are merged, even where hostile input (a count of 10^9 at a weight of 10^6) drives them to the end.
/// </remarks>
internal static class Saturating
{
    /// <summary>Sum of two numbers of at least 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Add(long left, long right)
    {
        long sum = unchecked(left + right);
        return sum < 0 ? long.MaxValue : sum;
    }

    /// <summary>Sum clamped to the type's range.</summary>
    public static Int128 Add(Int128 left, Int128 right)
    {
        Int128 sum = unchecked(left + right);
        bool overflown = Int128.IsNegative(left) == Int128.IsNegative(right) && Int128.IsNegative(sum) != Int128.IsNegative(left);
        return overflown ? Limit(left) : sum;
    }

    /// <summary>Product of two numbers of at least 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Multiply(long left, long right)
    {
        long high = Math.BigMul(left, right, out long low);
        return high != 0 || low < 0 ? long.MaxValue : low;
    }

    /// <summary>Product of two numbers of at least 0.</summary>
    public static Int128 Multiply(Int128 left, Int128 right)
    {
        // Both below 2^63 is the rule; only then is the division saved.
        if (left <= long.MaxValue && right <= long.MaxValue)
            return left * right;
        return right != 0 && left > Int128.MaxValue / right ? Int128.MaxValue : left * right;
    }

    /// <summary>Product of any two 64-bit numbers; it always fits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Wide(long left, long right)
    {
        long high = Math.BigMul(left, right, out long low);
        return new Int128((ulong)high, (ulong)low);
    }

    private static Int128 Limit(Int128 sign) => Int128.IsNegative(sign) ? Int128.MinValue : Int128.MaxValue;
}
