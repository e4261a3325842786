using System.Globalization;

namespace Pipeline.EventLog;

/// <summary>Says what is wrong with an option in words for whoever sets it: its name, its value, and what it takes.</summary>
internal static class OptionRange
{
    /// <exception cref="ArgumentException">The value lies outside.</exception>
    public static void Check(string name, long value, long min, long max, string unit)
    {
        if (value < min || value > max)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}: it takes {min} to {max} {unit}."));
    }

    /// <exception cref="ArgumentException">The value lies outside.</exception>
    public static void Check(string name, TimeSpan value, TimeSpan min, TimeSpan max)
    {
        if (value < min || value > max)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} is {value:c}: it takes {min:c} to {max:c}."));
    }

    /// <exception cref="ArgumentException">The value is missing.</exception>
    public static void CheckPresent(string name, object? value, string takes)
    {
        if (value is null || (value is string text && string.IsNullOrWhiteSpace(text)))
            throw new ArgumentException($"{name} is missing: it takes {takes}.");
    }
}
