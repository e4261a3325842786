using System.Text.Json.Nodes;
using Pipeline.Demo.Telling;

namespace Pipeline.Demo.Acts;

/// <summary>What an act has measured, and what of it was not as it should be.</summary>
internal sealed class ActResult(ITeller teller)
{
    private readonly List<string> _missing = [];

    /// <summary>All figures, under their names.</summary>
    public JsonObject Figures { get; } = [];

    /// <summary>What did not hold.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Keeps a figure and tells it.</summary>
    /// <param name="name">In the JSON.</param>
    /// <param name="what">For people.</param>
    /// <param name="value">Null where nothing could be measured, which is said.</param>
    /// <param name="unit">For people; empty for a number of things.</param>
    public void Measure(string name, string what, double? value, string unit)
    {
        double? rounded = value is { } number ? Math.Round(number, 3) : null;
        Figures[name] = rounded;
        teller.Measured(what, rounded is null ? "not measured" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{rounded:#,0.###} {unit}").TrimEnd());
    }

    /// <summary>Keeps a figure that is told elsewhere.</summary>
    public void Keep(string name, JsonNode? value) => Figures[name] = value;

    /// <summary>Something that must hold.</summary>
    /// <param name="what">What.</param>
    /// <param name="holds">Whether it does.</param>
    /// <param name="found">What there is instead, or as awaited.</param>
    public void Check(string what, bool holds, string found)
    {
        if (!holds)
            _missing.Add($"{what}: {found}");
        teller.Checked(what, holds, found);
    }
}
