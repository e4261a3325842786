using System.Text.Json;

namespace Pipeline.Detection.Evaluation.Recorded;

/// <summary>Reads labels: a JSON array of {from, to, endpoint, metric, cause}, times in Unix ms, incidents that do not overlap.</summary>
public static class IncidentLabels
{
    /// <summary>Incidents that a file may have.</summary>
    public const int CountMax = 100_000;

    /// <returns>In the order of time.</returns>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static IReadOnlyList<IncidentLabel> Read(Stream json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            List<IncidentLabel> labels = [.. document.RootElement.EnumerateArray().Select(ReadOne).OrderBy(static label => label.FromUnixMs)];
            if (labels.Count is 0 or > CountMax)
                throw new InvalidDataException($"the labels name {labels.Count} incidents; 1 to {CountMax} are taken");
            for (int index = 0; index < labels.Count; index++)
            {
                if (labels[index].ToUnixMs <= labels[index].FromUnixMs)
                    throw new InvalidDataException($"label {index + 1} ends before it starts");
                if (index > 0 && labels[index].FromUnixMs < labels[index - 1].ToUnixMs)
                    throw new InvalidDataException($"label {index + 1} overlaps the one before");
            }

            return labels;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"the labels are not an array of {{from, to, endpoint, metric, cause}}: {exception.Message}", exception);
        }
    }

    private static IncidentLabel ReadOne(JsonElement label) => new(
        label.GetProperty("from").GetInt64(),
        label.GetProperty("to").GetInt64(),
        TextOf(label, "endpoint"),
        TextOf(label, "metric"),
        TextOf(label, "cause"));

    private static string TextOf(JsonElement label, string name) =>
        label.GetProperty(name).GetString() ?? throw new InvalidDataException($"a label's {name} is null");
}
