namespace Pipeline.Protocol.Wire;

/// <summary>Powers of ten that columns are divided by before they are stored: nanoseconds at microsecond resolution lose three digits.</summary>
internal static class DecimalScale
{
    /// <summary>The largest exponent in use.</summary>
    public const int ExponentMax = 9;

    private static readonly long[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>10^exponent; the exponent is 0 to 9.</summary>
    public static long Factor(int exponent) => Powers[exponent];

    /// <summary>The largest exponent whose power divides every value.</summary>
    public static int FindExponent(ReadOnlySpan<long> values)
    {
        int exponent = ExponentMax;
        long factor = Powers[exponent];
        foreach (long value in values)
        {
            while (value % factor != 0)
                factor = Powers[--exponent];
            if (exponent == 0)
                break;
        }

        return exponent;
    }
}
