namespace Pipeline.Core.Catalog;

/// <summary>A name in which <c>*</c> stands for any characters, none included. Everything else is itself.</summary>
public static class NamePattern
{
    private const char Any = '*';

    /// <summary>Whether this is more than one name.</summary>
    public static bool IsPattern(string text) => text.Contains(Any, StringComparison.Ordinal);

    /// <summary>Whether a name is one of those meant. Takes at most the product of both lengths, whatever the pattern.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        // Only the last star is ever gone back to: what an earlier one could take instead, the last one can take too.
        int star = -1;
        int taken = 0;
        int at = 0;
        int position = 0;
        while (position < name.Length)
        {
            if (at < pattern.Length && pattern[at] == Any)
            {
                star = at++;
                taken = position;
            }
            else if (at < pattern.Length && pattern[at] == name[position])
            {
                at++;
                position++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                position = ++taken;
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].TrimStart(Any).IsEmpty;
    }
}
