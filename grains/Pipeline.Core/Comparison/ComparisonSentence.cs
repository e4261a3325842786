using System.Globalization;

namespace Pipeline.Core.Comparison;

/// <summary>Says in one sentence what a comparison found.</summary>
public static class ComparisonSentence
{
    private const double NotableShare = 0.05;

    /// <param name="comparison">What to say.</param>
    /// <param name="a">What the first side is called.</param>
    /// <param name="b">What the second side is called.</param>
    public static string Of(CellComparison comparison, string a, string b)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (comparison.Operations.Count == 0)
            return DurationOf(comparison, a, b) ?? $"{a} and {b} report neither operations nor durations.";
        OperationComparison first = comparison.Operations[0];
        if (first.Share is not { } share || share < NotableShare)
            return $"No operation makes the difference: {CallsOf(comparison.Calls, a, b, "of all operations")}.";
        return $"{CallsOf(first.Calls, a, b, "of " + first.Name)}; {PartOf(share, comparison)}.";
    }

    private static string? DurationOf(CellComparison comparison, string a, string b) => comparison.Duration is { } duration
        ? string.Create(CultureInfo.InvariantCulture, $"{a} takes {duration.A:G3} ms, {b} {duration.B:G3} ms{TimesOf(duration)}.")
        : null;

    private static string CallsOf(RatioEstimate calls, string a, string b, string what) => string.Create(
        CultureInfo.InvariantCulture, $"{a} makes {calls.A:G3} calls {what} per event, {b} {calls.B:G3}{TimesOf(calls)}");

    private static string TimesOf(RatioEstimate estimate)
    {
        if (estimate.Ratio is not { } ratio)
            return string.Empty;
        string interval = estimate.Lower is { } lower && estimate.Upper is { } upper
            ? string.Create(CultureInfo.InvariantCulture, $" (95 %: {lower:G3} to {upper:G3})")
            : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $": {ratio:G3} times{interval}");
    }

    private static string PartOf(double share, CellComparison comparison)
    {
        (string what, double whole) = comparison.Basis == ComparisonBasis.Time
            ? ("time", comparison.Duration!.Difference)
            : ("calls", comparison.Calls.Difference);
        string direction = whole < 0 ? "saved" : "added";
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Min(share, 1) * 100:F0} % of the {direction} {what}");
    }
}
