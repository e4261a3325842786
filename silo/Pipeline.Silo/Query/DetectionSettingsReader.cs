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
            try
            {
                settings = reader.Read();
            }
            catch (InvalidOperationException)
            {
                defect = JsonBody.NoText;
                return false;
            }

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

    private bool Flag(string name) => Take<bool>(name, "true or false", static value => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    });

    private long Whole(string name) =>
        Take<long>(name, "a whole number", static value => IsNumber(value) && value.TryGetInt64(out long whole) ? whole : null);

    private int Number(string name) =>
        Take<int>(name, "a whole number", static value => IsNumber(value) && value.TryGetInt32(out int number) ? number : null);

    private double Real(string name) =>
        Take<double>(name, "a number", static value => IsNumber(value) && value.TryGetDouble(out double real) ? real : null);

    /// <param name="name">The member.</param>
    /// <param name="takes">What it takes, as said when it is something else.</param>
    /// <param name="read">Null for what it does not take; also asked of a member that is missing.</param>
    private T Take<T>(string name, string takes, Func<JsonElement, T?> read)
        where T : struct
    {
        _read.Add(name);
        JsonElement value = _members.TryGetProperty(name, out JsonElement member) ? member : default;
        T? taken = read(value);
        if (taken is null)
            Refuse(name, value, takes);
        return taken.GetValueOrDefault();
    }

    private static bool IsNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number;

    private void Refuse(string name, JsonElement value, string takes) => Defect ??= value.ValueKind == JsonValueKind.Undefined
        ? IsWrapped ? "The body is the object that GET answers in settings, without what is around it." : $"{name} is missing: send all settings, as GET answers them."
        : $"{name} is {value.GetRawText()}: it takes {takes}.";
}
