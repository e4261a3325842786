using System.Globalization;

namespace Pipeline.Ml.Evaluation.Tables;

/// <summary>A column that detectors see.</summary>
/// <param name="Name">As the header has it; <c>f0</c>, <c>f1</c> and so on where there is no header or no name.</param>
/// <param name="Offset">What was taken from every value before it was made single precision; 0 for most columns.</param>
public readonly record struct FeatureColumn(string Name, double Offset)
{
    /// <summary>A value of the table as the file has it, up to single precision.</summary>
    public double Restore(double value) => Offset + value;

    /// <summary>What was computed from values, as text: six digits say what is expected.</summary>
    public string FormatComputed(double value)
    {
        if (double.IsNaN(value))
            return "missing";
        return Offset == 0 ? value.ToString("G6", CultureInfo.InvariantCulture) : Format(value);
    }

    /// <summary>The same as text, with no digits that single precision does not have.</summary>
    public string Format(double value)
    {
        if (double.IsNaN(value))
            return "missing";
        return Offset == 0
            ? ((float)value).ToString("R", CultureInfo.InvariantCulture)
            : Restore(value).ToString("R", CultureInfo.InvariantCulture);
    }
}
