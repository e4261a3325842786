using Pipeline.Protocol.Events;

namespace Pipeline.Client.Recording;

/// <summary>An exception in a few words without control characters.</summary>
internal static class ErrorDescription
{
    public static string Of(Exception exception)
    {
        string text = exception.GetType().Name;
        try
        {
            if (exception.Message is { Length: > 0 } message)
                text = $"{text}: {message}";
        }
        catch (Exception)
        {
            // A message that cannot be made is no reason to fail the program that is already failing.
        }

        return Clean(text, EventLimits.ErrorBytesMax);
    }

    /// <summary>A text that may be kept: control characters and lone surrogates replaced, cut to at most so many characters.</summary>
    public static string Clean(string text, int lengthMax)
    {
        ReadOnlySpan<char> kept = text.AsSpan(0, Math.Min(text.Length, lengthMax));
        Span<char> clean = stackalloc char[kept.Length];
        for (int index = 0; index < kept.Length; index++)
            clean[index] = char.IsControl(kept[index]) || char.IsSurrogate(kept[index]) ? '?' : kept[index];
        return kept.SequenceEqual(clean) && kept.Length == text.Length ? text : new string(clean);
    }
}
