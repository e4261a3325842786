using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Pipeline.Protocol.Alerting;

/// <summary>Where a page of alerts or incidents ends.</summary>
/// <param name="Since">Its beginning, Unix ms.</param>
/// <param name="Id">Its id.</param>
public sealed record AlertPosition(long Since, string Id)
{
    private const char Separator = '.';

    /// <summary>The cursor of the page behind it.</summary>
    public string ToCursor() => string.Create(CultureInfo.InvariantCulture, $"{Since}{Separator}{Id}");

    /// <summary>Reads a cursor; false if it is none.</summary>
    public static bool TryParse(string cursor, [NotNullWhen(true)] out AlertPosition? position)
    {
        position = null;
        int at = cursor.IndexOf(Separator, StringComparison.Ordinal);
        if (at < 1 || at == cursor.Length - 1 || cursor.Length > 64)
            return false;
        if (!long.TryParse(cursor.AsSpan(0, at), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long since))
            return false;
        position = new AlertPosition(since, cursor[(at + 1)..]);
        return true;
    }
}
