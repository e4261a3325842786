namespace Pipeline.Ml.Evaluation.Tables;

/// <summary>Finds what to take from a column's values so that single precision still tells them apart.</summary>
/// <remarks>
/// Single precision has 24 bits. Unix times in seconds are beyond 2^30, so values less than 64 s apart become one. Less their median they
/// are small and stay apart. Nothing else about the column changes: splits and spreads do not depend on where zero is. But other things
/// may, as what is a count, so a column is only moved where a good part of its values would be lost.
/// </remarks>
internal static class ColumnCentring
{
    /// <summary>A column is left alone if single precision keeps at least this share of its distinct values apart.</summary>
    private const double KeptShareMin = 0.9;

    /// <summary>The median, or 0 where the values are fine as they are.</summary>
    /// <param name="values">A column's values, none of them NaN; their order is lost.</param>
    public static double FindOffset(Span<double> values)
    {
        if (IsExact(values))
            return 0;
        values.Sort();
        double median = values[values.Length / 2];
        int distinct = 1;
        int kept = 1;
        int keptCentred = 1;
        for (int index = 1; index < values.Length; index++)
        {
            double previous = values[index - 1];
            double value = values[index];
            distinct += value != previous ? 1 : 0;
            kept += (float)value != (float)previous ? 1 : 0;
            keptCentred += (float)(value - median) != (float)(previous - median) ? 1 : 0;
        }

        return kept < KeptShareMin * distinct && keptCentred > kept ? median : 0;
    }

    private static bool IsExact(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if ((float)value != value)
                return false;
        }

        return true;
    }
}
