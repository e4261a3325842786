using System.Globalization;

namespace Pipeline.Ml.Evaluation.Charts;

/// <summary>Round numbers along an axis.</summary>
internal static class AxisTicks
{
    /// <summary>Multiples of 1, 2 or 5 times a power of ten that lie between the two, about <paramref name="count"/> of them.</summary>
    public static (double[] Values, string Format) Linear(double min, double max, int count)
    {
        double rough = (max - min) / count;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
        List<double> values = [];

        // Adding zero makes a negative one positive.
        for (double index = Math.Ceiling(min / step) + 0.0; index * step <= max + (step * 1e-9); index++)
            values.Add(index * step);
        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 15);
        return ([.. values], $"N{decimals}");
    }

    /// <summary>0, and powers of ten to both sides that lie between the two; with threes between where there is room.</summary>
    public static double[] Logarithmic(double min, double max)
    {
        const int decadesWithThrees = 5;
        double decades = Math.Log10(Math.Max(Math.Max(Math.Abs(min), Math.Abs(max)), 10));
        List<double> magnitudes = [];
        for (int power = 0; power <= decades; power++)
        {
            magnitudes.Add(Math.Pow(10, power));
            if (decades <= decadesWithThrees)
                magnitudes.Add(3 * Math.Pow(10, power));
        }

        return [.. magnitudes.Select(static value => -value).Append(0).Concat(magnitudes).Where(value => value >= min && value <= max).Order()];
    }

    /// <summary>1, 10, 100 and so on, none above <paramref name="max"/>.</summary>
    public static int[] Decades(int max)
    {
        List<int> values = [];
        for (long value = 1; value <= max; value *= 10)
            values.Add((int)value);
        return [.. values];
    }

    /// <summary>A tick of a logarithmic axis.</summary>
    public static string Magnitude(double value) => value.ToString(Math.Abs(value) < 1e6 ? "#,##0" : "0E+0", CultureInfo.InvariantCulture);

    /// <summary>A count, thousands apart.</summary>
    public static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
