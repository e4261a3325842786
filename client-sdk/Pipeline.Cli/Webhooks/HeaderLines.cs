namespace Pipeline.Cli.Webhooks;

/// <summary>Header lines as they came (<c>NAME: VALUE</c>), for instance as <c>curl -i</c> or a proxy writes them down.</summary>
internal sealed class HeaderLines
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private HeaderLines()
    {
    }

    /// <summary>The value of a header, null if there is none.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Reads them up to the empty line that ends them. Lines that are no headers, such as the request's first, are passed
    /// over.</summary>
    /// <exception cref="FormatException">A header of webhooks is there twice: which one counts is not known.</exception>
    public static HeaderLines Parse(string text)
    {
        HeaderLines headers = new();
        foreach (string line in text.ReplaceLineEndings("\n").TrimStart('\n').Split('\n').TakeWhile(line => line.Length > 0))
        {
            int colonAt = line.IndexOf(':', StringComparison.Ordinal);
            string name = colonAt < 0 ? "" : line[..colonAt].Trim();
            if (!name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase))
                continue;
            if (!headers._values.TryAdd(name, line[(colonAt + 1)..].Trim()))
                throw new FormatException($"the header {name} is there twice");
        }
        return headers;
    }
}
