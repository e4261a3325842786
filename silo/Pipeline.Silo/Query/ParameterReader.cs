using System.Globalization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.Query;

/// <summary>Reads a request's parameters one by one and keeps the first thing that was wrong with them.</summary>
internal sealed class ParameterReader(IQueryCollection parameters)
{
    /// <summary>For people: which parameter, what it was, what it takes. Null while all is well.</summary>
    public string? Defect { get; private set; }

    public string? Text(string name) => parameters[name];

    public string Required(string name)
    {
        string? text = parameters[name];
        if (string.IsNullOrEmpty(text))
            Refuse($"{name} is missing.");
        return text ?? string.Empty;
    }

    /// <summary>A whole number from 1 to <paramref name="max"/>.</summary>
    public int Count(string name, int otherwise, int max)
    {
        string? text = parameters[name];
        if (text is null)
            return otherwise;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count < 1 || count > max)
            Refuse($"{name} is '{text}': it takes 1 to {max}.");
        return count;
    }

    /// <summary>A point in time, Unix ms.</summary>
    public long Time(string name, long otherwise)
    {
        string? text = parameters[name];
        if (text is null)
            return otherwise;
        if (!WindowParameters.TryParseTime(text, out long unixMs))
            Refuse($"{name} is '{text}': it takes Unix milliseconds or RFC 3339.");
        return unixMs;
    }

    /// <summary>A length of time; null if it is missing.</summary>
    public TimeSpan? Duration(string name)
    {
        string? text = parameters[name];
        if (text is null)
            return null;
        if (!WindowParameters.TryParseDuration(text, out TimeSpan duration))
            Refuse($"{name} is '{text}': it takes a duration such as 10s, 1m, 1h.");
        return duration;
    }

    /// <summary>A value of an enumeration, as its word; null if it is missing.</summary>
    public TEnum? Word<TEnum>(string name)
        where TEnum : struct, Enum
    {
        string? text = parameters[name];
        TEnum? value = Words.TryParse<TEnum>(text);
        if (text is not null && value is null)
            Refuse($"{name} is '{text}': it takes {Words.ListOf<TEnum>()}.");
        return value;
    }

    /// <summary>Notes what only several parameters together show to be wrong.</summary>
    public void Refuse(string defect) => Defect ??= defect;
}
