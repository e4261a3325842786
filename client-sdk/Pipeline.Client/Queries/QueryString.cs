using System.Globalization;
using System.Text;
using Pipeline.Protocol.Alerting;

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

    /// <summary>A value of an enumeration, as its word.</summary>
    public void Add<TEnum>(string name, TEnum? value)
        where TEnum : struct, Enum => Add(name, value is { } only ? Words.Of(only) : null);

    public override string ToString() => _text.ToString();
}
