using System.Text.Json.Nodes;

namespace Pipeline.Silo.OpenApi;

/// <summary>Examples' bodies and answers, embedded in the program.</summary>
internal static class ExampleFiles
{
    /// <summary>A JSON file's content, or a text file's as one string.</summary>
    /// <exception cref="InvalidOperationException">There is no such file.</exception>
    public static JsonNode Read(string name)
    {
        string text = ReadText(name);
        return name.EndsWith(".json", StringComparison.Ordinal) ? JsonNode.Parse(text)! : JsonValue.Create(text);
    }

    private static string ReadText(string name)
    {
        using Stream file = typeof(ExampleFiles).Assembly.GetManifestResourceStream($"OpenApi/Examples/{name}")
            ?? throw new InvalidOperationException($"The example {name} is not embedded.");
        using StreamReader reader = new(file);
        return reader.ReadToEnd();
    }
}
