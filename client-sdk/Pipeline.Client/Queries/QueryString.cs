using System.Globalization;
using System.Text;

namespace Pipeline.Client.Queries;

/// <summary>A path with its parameters; what is null is left out.</summary>
internal sealed class QueryString(string path)
{
    private readonly StringBuilder _text = new(path);
    private char _separator = '?';

    public void Add(string name, string? value)
    {
        if (value is null)
            return;
        _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _separator = '&';
    }

    public void Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
