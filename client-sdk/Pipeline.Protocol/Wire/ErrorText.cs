using System.Text;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>Makes an error text fit for the dictionary: well-formed, one line, at most 256 bytes.</summary>
internal static class ErrorText
{
    /// <summary>The text itself where it fits already; empty if nothing is left of it.</summary>
    public static string Fit(string text)
    {
        if (NameRules.IsName(text, EventLimits.ErrorBytesMax))
            return text;

        StringBuilder fitted = new(EventLimits.ErrorBytesMax);
        int bytes = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            // Lone surrogates come out of the enumeration as U+FFFD.
            Rune kept = Rune.IsControl(rune) ? new Rune(' ') : rune;
            bytes += kept.Utf8SequenceLength;
            if (bytes > EventLimits.ErrorBytesMax)
                break;
            fitted.Append(kept.ToString());
        }

        return fitted.ToString();
    }
}
