using System.Globalization;
using Pipeline.Core.Sketches;

namespace Pipeline.Core.Series;

/// <summary>Reads <c>p50</c>, <c>p99.9</c>.</summary>
internal static class SeriesQuantile
{
    // p and a number of at most three digits before and after the point.
    private const int LengthMax = 8;

    /// <summary>Whether the text can only be meant as a quantile.</summary>
    public static bool IsMeant(string text) => text.Length >= 2 && text[0] == 'p' && char.IsAsciiDigit(text[1]);

    /// <summary>The share of values at or below it, 0 to 1; false if it is no number up to 100.</summary>
    public static bool TryParse(string text, out double q)
    {
        q = 0;
        if (!IsMeant(text) || text.Length > LengthMax
            || !decimal.TryParse(text.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent)
            || percent > 100)
            return false;
        q = (double)(percent / 100);
        return true;
    }

    /// <summary>Null if there are no values. p100 is the maximum even where weights add up to a broken number of them.</summary>
    public static double? Of(QuantileSketch? sketch, double q, double unit) =>
        sketch is { IsEmpty: false } ? (q >= 1 ? sketch.Max : sketch.Quantile(q)) / unit : null;
}
