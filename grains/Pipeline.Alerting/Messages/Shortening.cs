using System.Text;

namespace Pipeline.Alerting.Messages;

/// <summary>Shortens what goes into a message, and remembers whether anything was.</summary>
/// <param name="textBytes">Bytes of a name, as it stands in the JSON.</param>
internal sealed class Shortening(int textBytes)
{
    public const int SentenceBytesMax = 2_000;
    public const int LinkBytesMax = 2_000;
    public const int RunbookBytesMax = 1_000;
    private const string Ellipsis = "…";
    private const int EllipsisBytes = 3;

    /// <summary>Whether anything was left out so far.</summary>
    public bool Happened { get; private set; }

    /// <summary>A name.</summary>
    public string Name(string text) => Text(text, textBytes);

    /// <summary>A name, if there is one.</summary>
    public string? NameOrNull(string? text) => text is null ? null : Text(text, textBytes);

    /// <summary>Cuts a text between characters so that it and its escapes take no more bytes. Halves of characters become U+FFFD.</summary>
    public string Text(string text, int bytesMax)
    {
        int bytes = 0;
        int kept = 0;
        bool isWellFormed = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bytes += SizeBytesOf(rune);
            if (bytes > bytesMax)
            {
                Happened = true;
                return Repaired(text[..kept], isWellFormed) + Ellipsis;
            }
            isWellFormed &= rune != Rune.ReplacementChar;
            if (bytes <= bytesMax - EllipsisBytes)
                kept += rune.Utf16SequenceLength;
        }
        return Repaired(text, isWellFormed);
    }

    /// <summary>A URL whole, or none: half of one leads nowhere.</summary>
    public string? Url(string url, int bytesMax)
    {
        if (url.EnumerateRunes().Sum(SizeBytesOf) <= bytesMax)
            return url;
        Happened = true;
        return null;
    }

    /// <summary>The first so many.</summary>
    public IEnumerable<T> First<T>(IReadOnlyList<T> items, int max)
    {
        Happened |= items.Count > max;
        return items.Take(max);
    }

    /// <summary>The last so many.</summary>
    public IEnumerable<T> Last<T>(IReadOnlyList<T> items, int max)
    {
        Happened |= items.Count > max;
        return items.Skip(items.Count - Math.Min(max, items.Count));
    }

    // A character that is escaped takes six bytes for each of its UTF-16 units.
    private static int SizeBytesOf(Rune rune) =>
        MessageJson.Encoder.WillEncode(rune.Value) ? 6 * rune.Utf16SequenceLength : rune.Utf8SequenceLength;

    // The enumeration shows a lone surrogate as the replacement character; the text has still to be given it.
    private static string Repaired(string text, bool isWellFormed) =>
        isWellFormed ? text : string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}
