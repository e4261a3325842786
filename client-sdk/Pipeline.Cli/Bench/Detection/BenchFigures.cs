using System.Text.Json;
using Pipeline.Detection.Evaluation.Scoring;

namespace Pipeline.Cli.Bench.Detection;

/// <summary>Writes figures that may be undefined: a share of nothing is null.</summary>
internal static class BenchFigures
{
    private const int Digits = 4;

    /// <summary>A share and its interval.</summary>
    public static void WriteShare(Utf8JsonWriter json, string name, Interval share)
    {
        WriteNumber(json, name, share.Value);
        json.WriteStartArray($"{name}_interval");
        json.WriteNumberValue(Math.Round(share.Lower, Digits));
        json.WriteNumberValue(Math.Round(share.Upper, Digits));
        json.WriteEndArray();
    }

    public static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, Math.Round(value, Digits));
        else
            json.WriteNull(name);
    }
}
