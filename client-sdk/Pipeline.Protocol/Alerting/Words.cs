using System.Text.Json;

namespace Pipeline.Protocol.Alerting;

/// <summary>The words of enumerations, as <see cref="WordConverter{TEnum}"/> writes them, for where they stand outside JSON.</summary>
public static class Words
{
    /// <summary>The word that stands for a value.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The value that a word stands for; null if it stands for none, or there is no word.</summary>
    public static TEnum? TryParse<TEnum>(string? word)
        where TEnum : struct, Enum
    {
        foreach (TEnum value in Enum.GetValues<TEnum>())
        {
            if (Of(value) == word)
                return value;
        }

        return null;
    }

    /// <summary>All words, in the order of their values.</summary>
    public static string[] All<TEnum>()
        where TEnum : struct, Enum => All(typeof(TEnum));

    /// <summary>All words as they stand in a sentence, such as <c>ticket or page</c>.</summary>
    public static string ListOf<TEnum>()
        where TEnum : struct, Enum => ListOf(typeof(TEnum));

    /// <inheritdoc cref="ListOf{TEnum}"/>
    /// <param name="enumeration">The enumeration.</param>
    public static string ListOf(Type enumeration)
    {
        string[] words = All(enumeration);
        return words.Length < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
    }

    private static string[] All(Type enumeration) => [.. Enum.GetNames(enumeration).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}
