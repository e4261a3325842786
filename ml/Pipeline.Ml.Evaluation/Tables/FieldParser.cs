using System.Globalization;

namespace Pipeline.Ml.Evaluation.Tables;

/// <summary>What a field means.</summary>
internal static class FieldParser
{
    private static readonly string[] Missing = ["nan", "na", "n/a", "null"];
    private static readonly string[] Anomalous = ["1", "true", "yes", "anomaly", "anomalous", "outlier"];
    private static readonly string[] Normal = ["0", "false", "no", "normal", "inlier"];

    /// <summary>A number with a decimal point and no group separators, or NaN for an empty field, NaN, NA, N/A and null.</summary>
    public static bool TryParseNumber(ReadOnlySpan<char> field, out double value)
    {
        ReadOnlySpan<char> text = field.Trim();
        if (text.IsEmpty || IsAny(text, Missing))
        {
            value = double.NaN;
            return true;
        }

        // The parser takes words for infinity as well, which no detector has a place for.
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>
    /// Whether a row is an anomaly: 1, true, yes, anomaly, anomalous, outlier; or not: 0, false, no, normal, inlier; in any case.
    /// </summary>
    public static bool TryParseLabel(ReadOnlySpan<char> field, out bool isAnomaly)
    {
        ReadOnlySpan<char> text = field.Trim();
        isAnomaly = IsAny(text, Anomalous);
        if (isAnomaly || IsAny(text, Normal))
            return true;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || number is not (0 or 1))
            return false;
        isAnomaly = number == 1;
        return true;
    }

    private static bool IsAny(ReadOnlySpan<char> text, string[] words)
    {
        foreach (string word in words)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
