namespace Pipeline.Protocol.Events;

/// <summary>The words for causes in NDJSON and in answers.</summary>
public static class DropCauses
{
    /// <summary>How many causes there are; they are numbered from 0.</summary>
    public const int Count = 6;

    private static readonly string[] Words = ["buffer_full", "backlog_full", "spool_full", "refused", "expired", "invalid"];

    /// <summary>For instance <c>buffer_full</c>.</summary>
    /// <exception cref="IndexOutOfRangeException">Not a cause.</exception>
    public static string WordOf(DropCause cause) => Words[(int)cause];

    /// <summary>The cause of a word in UTF-8; false if there is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> word, out DropCause cause)
    {
        cause = default;
        if (word.SequenceEqual("buffer_full"u8))
            cause = DropCause.BufferFull;
        else if (word.SequenceEqual("backlog_full"u8))
            cause = DropCause.BacklogFull;
        else if (word.SequenceEqual("spool_full"u8))
            cause = DropCause.SpoolFull;
        else if (word.SequenceEqual("refused"u8))
            cause = DropCause.Refused;
        else if (word.SequenceEqual("expired"u8))
            cause = DropCause.Expired;
        else if (word.SequenceEqual("invalid"u8))
            cause = DropCause.Invalid;
        else
            return false;
        return true;
    }
}
