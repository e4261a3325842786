using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.Query;

/// <summary>Reads settings of detection from a request's body, whole: what is left out could be meant in two ways, so it is refused.</summary>
/// <remarks>Says of the first member that is wrong what it takes. Ranges are the endpoint's to check, which knows its windows.</remarks>
internal sealed class DetectionSettingsReader
{
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 2 };

    private readonly HashSet<string> _read = [];
    private readonly JsonElement _members;

    private DetectionSettingsReader(JsonElement members) => _members = members;

    private string? Defect { get; set; }

    // The whole answer of GET, or its member by name, is what one would send back first.
    private bool IsWrapped => _members.TryGetProperty("settings", out _);

    public static bool TryRead(ReadOnlyMemory<byte> body, out DetectionSettings? settings, out string defect)
    {
        settings = null;
        defect = "The body is no JSON object with the settings that GET answers.";
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, s_strict);
        }
        catch (JsonException)
        {
            return false;
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return false;
            DetectionSettingsReader reader = new(document.RootElement);
            settings = reader.Read();
            defect = reader.Defect ?? string.Empty;
            return reader.Defect is null;
        }
    }

    private DetectionSettings Read()
    {
        DetectionSettings settings = new(
            Flag("is_enabled"),
            Flag("watches_rate"),
            Whole("fast_width_ms"),
            Whole("forest_width_ms"),
            Number("warmup_windows"),
            Real("episodes_per_week"),
            Real("installation_episodes_per_week"),
            Number("installation_endpoints"),
            Whole("shift_becomes_usual_ms"),
            Number("calls_min"));
        foreach (JsonProperty member in _members.EnumerateObject())
        {
            if (!_read.Remove(member.Name))
                Defect ??= $"{member.Name} is none of the settings, or given twice.";
        }

        return settings;
    }

    private bool Flag(string name)
    {
        JsonElement value = Member(name);
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Refuse(name, value, "true or false");
        return value.ValueKind == JsonValueKind.True;
    }

    private long Whole(string name)
    {
        JsonElement value = Member(name);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long whole))
            return whole;
        Refuse(name, value, "a whole number");
        return 0;
    }

    private int Number(string name)
    {
        JsonElement value = Member(name);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number))
            return number;
        Refuse(name, value, "a whole number");
        return 0;
    }

    private double Real(string name)
    {
        JsonElement value = Member(name);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double real))
            return real;
        Refuse(name, value, "a number");
        return 0;
    }

    private JsonElement Member(string name)
    {
        _read.Add(name);
        return _members.TryGetProperty(name, out JsonElement value) ? value : default;
    }

    private void Refuse(string name, JsonElement value, string takes) => Defect ??= value.ValueKind == JsonValueKind.Undefined
        ? IsWrapped ? "The body is the object that GET answers in settings, without what is around it." : $"{name} is missing: send all settings, as GET answers them."
        : $"{name} is {value.GetRawText()}: it takes {takes}.";
}
