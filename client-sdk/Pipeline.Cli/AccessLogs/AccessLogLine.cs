namespace Pipeline.Cli.AccessLogs;

/// <summary>The parts of one access log line, still bytes, where the fields are found in it.</summary>
/// <remarks>
/// Common:   <c>host ident user [time] "request" status bytes</c>
/// Combined: the same, then <c>"referrer" "agent"</c>; whatever follows is not looked at.
/// A quoted field ends at the first quote without a backslash before it. User names may hold spaces, so the time is found by its shape.
/// </remarks>
internal readonly ref struct AccessLogLine
{
    private AccessLogLine(
        long timeUnixMs, ReadOnlySpan<byte> request, ReadOnlySpan<byte> status, ReadOnlySpan<byte> size, ReadOnlySpan<byte> agent)
    {
        TimeUnixMs = timeUnixMs;
        Request = request;
        Status = status;
        Size = size;
        Agent = agent;
    }

    public long TimeUnixMs { get; }

    /// <summary>What stands between the quotes, escapes as written.</summary>
    public ReadOnlySpan<byte> Request { get; }

    /// <summary>Three digits.</summary>
    public ReadOnlySpan<byte> Status { get; }

    /// <summary>Response bytes in digits, or <c>-</c>.</summary>
    public ReadOnlySpan<byte> Size { get; }

    /// <summary>The user agent; empty in the common format.</summary>
    public ReadOnlySpan<byte> Agent { get; }

    /// <summary>Finds the fields.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out AccessLogLine fields, out string reason)
    {
        fields = default;
        if (!TryFindTime(line, out long timeUnixMs, out ReadOnlySpan<byte> rest))
            return Fail("no time like [17/May/2015:10:05:03 +0000]", out reason);
        if (!TryTakeQuoted(ref rest, out ReadOnlySpan<byte> request))
            return Fail("no request in quotes after the time", out reason);
        if (!TryTakeWord(ref rest, out ReadOnlySpan<byte> status) || status.Length != 3 || !IsDigits(status))
            return Fail("no status of three digits after the request", out reason);
        if (!TryTakeWord(ref rest, out ReadOnlySpan<byte> size) || !(size.SequenceEqual("-"u8) || IsDigits(size)))
            return Fail("no response size after the status", out reason);

        ReadOnlySpan<byte> agent = default;
        if (TryTakeQuoted(ref rest, out ReadOnlySpan<byte> _))
            TryTakeQuoted(ref rest, out agent);
        fields = new AccessLogLine(timeUnixMs, request, status, size, agent);
        reason = "";
        return true;
    }

    private static bool Fail(string why, out string reason)
    {
        reason = why;
        return false;
    }

    private static bool TryFindTime(ReadOnlySpan<byte> line, out long timeUnixMs, out ReadOnlySpan<byte> rest)
    {
        for (rest = line; ;)
        {
            int bracket = rest.IndexOf((byte)'[');
            timeUnixMs = 0;
            if (bracket < 0)
                return false;
            rest = rest[(bracket + 1)..];
            bool isClosed = rest.Length > AccessLogTime.Length && rest[AccessLogTime.Length] == ']';
            if (!isClosed || !AccessLogTime.TryParse(rest[..AccessLogTime.Length], out timeUnixMs))
                continue;
            rest = rest[(AccessLogTime.Length + 1)..];
            return true;
        }
    }

    private static bool TryTakeQuoted(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!rest.StartsWith(" \""u8))
            return false;
        int at = 2;
        while (at < rest.Length && rest[at] != '"')
            at += rest[at] == '\\' ? 2 : 1;
        if (at >= rest.Length)
            return false;
        text = rest[2..at];
        rest = rest[(at + 1)..];
        return true;
    }

    private static bool TryTakeWord(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        word = default;
        if (!rest.StartsWith(" "u8))
            return false;
        rest = rest[1..];
        int space = rest.IndexOf((byte)' ');
        word = space < 0 ? rest : rest[..space];
        rest = rest[word.Length..];
        return word.Length > 0;
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
