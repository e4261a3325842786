using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Silo.Query;

/// <summary>Reads a small JSON body, and says of one that it cannot read which member is wrong and what it takes.</summary>
internal static class JsonBody
{
    /// <summary>Largest body, bytes.</summary>
    public const int SizeMax = 1_024 * 1_024;

    /// <summary>Of JSON in which an escape stands for half a character: it parses, but a name or a string of it cannot be read.</summary>
    public const string NoText = "A name or a string has half of a surrogate pair, such as \\ud800 alone, which is no text.";

    /// <summary>The body; null if it is larger than <see cref="SizeMax"/>.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > SizeMax)
            return null;
        using MemoryStream body = new();
        byte[] piece = new byte[16 * 1_024];
        int count;
        while ((count = await request.Body.ReadAsync(piece, cancellationToken)) > 0)
        {
            if (body.Length + count > SizeMax)
                return null;
            body.Write(piece, 0, count);
        }

        return body.ToArray();
    }

    /// <summary>Reads an object; members that it does not have are refused, since one that is misspelt would be ignored otherwise.</summary>
    /// <param name="json">The body.</param>
    /// <param name="type">What it is.</param>
    /// <param name="value">The object.</param>
    /// <param name="defect">For people: what is wrong; null if nothing is.</param>
    public static bool TryRead<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type, out T? value, out string? defect)
        where T : class
    {
        value = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            defect = document.RootElement.ValueKind == JsonValueKind.Object ? FindUnknown(document.RootElement, type, "") : "The body is no JSON object.";
            if (defect is null)
                value = document.RootElement.Deserialize(type);
        }
        catch (JsonException exception)
        {
            bool isMember = exception.Path is { Length: > 2 };
            defect = isMember
                ? $"{exception.Path![2..]} is not of the type that it takes{JsonWords.Of(type, exception.Path)}."
                : $"The body is no JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.";
        }
        catch (InvalidOperationException)
        {
            defect = NoText;
        }

        return value is not null;
    }

    private static string? FindUnknown(JsonElement element, JsonTypeInfo type, string place)
    {
        foreach (JsonProperty member in element.EnumerateObject())
        {
            JsonPropertyInfo? known = type.Properties.FirstOrDefault(property => property.Name == member.Name);
            if (known is null)
                return $"{place}{member.Name} is unknown: {(place.Length == 0 ? "the body" : place.TrimEnd('.'))} takes {string.Join(", ", type.Properties.Select(static property => property.Name))}.";
            JsonTypeInfo inner = type.Options.GetTypeInfo(known.PropertyType);
            if (member.Value.ValueKind == JsonValueKind.Object
                && inner.Kind == JsonTypeInfoKind.Object
                && FindUnknown(member.Value, inner, $"{place}{member.Name}.") is { } defect)
                return defect;
        }

        return null;
    }
}
