using System.Globalization;

namespace Pipeline.Detection.Baselines;

/// <summary>Numbers that were kept in single precision, as they would be written: 0.1, not 0.10000000149.</summary>
internal static class SevenDigits
{
    public static double Of(double value) => double.IsFinite(value)
        ? double.Parse(((float)value).ToString("G7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : value;
}
