using System.Text.Json;
using Pipeline.Detection.Evaluation.Scoring;

namespace Pipeline.Cli.Bench.Detection;

/// <summary>Writes figures, of which some may be undefined: a share of nothing is null.</summary>
internal static class BenchFigures
{
    private const int Digits = 4;

    /// <summary>A share and its interval.</summary>
    public static void WriteShare(Utf8JsonWriter json, string name, Interval share)
    {
        WriteNumber(json, name, share.Value);
        WriteInterval(json, name, share, Digits);
    }

    public static void WriteInterval(Utf8JsonWriter json, string name, Interval interval, int digits)
    {
        json.WriteStartArray($"{name}_interval");
        json.WriteNumberValue(Math.Round(interval.Lower, digits));
        json.WriteNumberValue(Math.Round(interval.Upper, digits));
        json.WriteEndArray();
    }

    /// <summary>How many incidents there were, and how many were found.</summary>
    public static void WriteFound(Utf8JsonWriter json, int incidents, int detected, Interval recall)
    {
        json.WriteNumber("incidents", incidents);
        json.WriteNumber("detected", detected);
        WriteShare(json, "recall", recall);
    }

    /// <summary>Of how many incidents the right cause was named.</summary>
    public static void WriteCauses(Utf8JsonWriter json, int first, int inThree)
    {
        json.WriteNumber("cause_top1", first);
        json.WriteNumber("cause_top3", inThree);
    }

    /// <summary>Alarms that tell nothing new of an incident.</summary>
    public static void WriteWrongAlarms(Utf8JsonWriter json, int falseEpisodes, int preIncident, int repeated)
    {
        json.WriteNumber("false_episodes", falseEpisodes);
        json.WriteNumber("pre_incident_alarms", preIncident);
        json.WriteNumber("repeated_alarms", repeated);
    }

    /// <summary>What naming always the most frequent causes would get right.</summary>
    public static void WriteConstant(Utf8JsonWriter json, int first, int inThree)
    {
        json.WriteNumber("constant_top1", first);
        json.WriteNumber("constant_top3", inThree);
    }

    public static void WriteDelay(Utf8JsonWriter json, double medianWindows) => WriteNumber(json, "median_delay_windows", medianWindows);

    /// <summary>Each on a line of its own, if they are asked for.</summary>
    public static void PrintLines(IEnumerable<string> lines, bool isVerbose)
    {
        if (!isVerbose)
            return;
        foreach (string line in lines)
            Console.WriteLine(line);
    }

    public static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, Math.Round(value, Digits));
        else
            json.WriteNull(name);
    }
}
