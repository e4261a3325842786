using System.Globalization;
using System.Text.Json;

namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>The labelled windows of many series, as the benchmark's <c>combined_windows.json</c> has them.</summary>
/// <remarks>An object from the series' name to an array of <c>[start, end]</c>; a series without anomalies has an empty array.</remarks>
public sealed class LabelWindows
{
    private readonly Dictionary<string, IReadOnlyList<LabelWindow>> _windows;

    private LabelWindows(Dictionary<string, IReadOnlyList<LabelWindow>> windows) => _windows = windows;

    /// <summary>Reads a file of labels.</summary>
    /// <exception cref="InvalidDataException">The file is not as described; the message names file and line, or file and
    /// series.</exception>
    public static LabelWindows Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads labels from text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="path">How complaints call it.</param>
    /// <exception cref="InvalidDataException">The text is not as described.</exception>
    public static LabelWindows Parse(string json, string path)
    {
        Dictionary<string, string[][]>? raw;
        try
        {
            raw = JsonSerializer.Deserialize<Dictionary<string, string[][]>>(json);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}:{(e.LineNumber ?? 0) + 1}: labels are an object of series to [start, end] pairs: {e.Message}", e);
        }

        var windows = new Dictionary<string, IReadOnlyList<LabelWindow>>(StringComparer.Ordinal);
        foreach ((string name, string[][]? pairs) in raw ?? throw new InvalidDataException($"{path}:1: there are no labels."))
            windows[name] = ParseWindows(pairs, path, name);

        return new LabelWindows(windows);
    }

    /// <summary>The windows of one series, in order of time, none overlapping another.</summary>
    /// <returns>Whether the labels know the series; an empty list means that it has no anomalies.</returns>
    public bool TryGet(string name, out IReadOnlyList<LabelWindow> windows)
    {
        bool found = _windows.TryGetValue(name, out IReadOnlyList<LabelWindow>? known);
        windows = known ?? [];
        return found;
    }

    private static List<LabelWindow> ParseWindows(string[][]? pairs, string path, string name)
    {
        var windows = new List<LabelWindow>();
        foreach (string[]? pair in pairs ?? [])
        {
            if (pair is not { Length: 2 } || !TryParse(pair[0], out DateTime start) || !TryParse(pair[1], out DateTime end) || end < start)
                throw new InvalidDataException($"{path}: window {windows.Count + 1} of {name} is no [start, end] pair of timestamps.");
            if (windows.Count > 0 && start <= windows[^1].End)
                throw new InvalidDataException($"{path}: window {windows.Count + 1} of {name} starts before the one ahead of it has ended.");

            windows.Add(new LabelWindow(start, end));
        }

        return windows;
    }

    private static bool TryParse(string text, out DateTime timestamp)
    {
        bool parsed = DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out timestamp);
        timestamp = DateTime.SpecifyKind(timestamp, DateTimeKind.Unspecified);
        return parsed;
    }
}
