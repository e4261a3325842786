namespace Pipeline.Protocol.Ndjson;

/// <summary>RFC 3339 times as Unix milliseconds: <c>2026-02-03T04:05:06.789Z</c>, <c>2026-02-03 04:05:06+01:00</c>.</summary>
public static class Rfc3339
{
    private const int LengthMin = 20;
    private const long MsPerDay = 86_400_000;

    /// <summary>Reads a whole text; digits beyond milliseconds are dropped, a leap second counts as the second after it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length < LengthMin || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':'
            || !(text[10] is (byte)'T' or (byte)'t' or (byte)' '))
            return false;
        bool numbers = TryNumber(text[..4], out int year) & TryNumber(text.Slice(5, 2), out int month) & TryNumber(text.Slice(8, 2), out int day)
            & TryNumber(text.Slice(11, 2), out int hour) & TryNumber(text.Slice(14, 2), out int minute) & TryNumber(text.Slice(17, 2), out int second);
        if (!numbers || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
            return false;

        int at = 19;
        if (!TryFraction(text, ref at, out int ms) || !TryOffset(text[at..], out int offsetMinutes))
            return false;
        long days = new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        unixMs = (days * MsPerDay) + ((((((hour * 60L) + minute - offsetMinutes) * 60) + second) * 1000) + ms);
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, ref int at, out int ms)
    {
        ms = 0;
        if (text[at] != '.')
            return true;
        int start = ++at;
        int unit = 100;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++, unit /= 10)
            ms += (text[at] - '0') * unit;
        return at > start;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
            return text[0] is (byte)'Z' or (byte)'z';
        if (text.Length != 6 || text[3] != ':' || !(text[0] is (byte)'+' or (byte)'-')
            || !TryNumber(text.Slice(1, 2), out int hours) || !TryNumber(text.Slice(4, 2), out int rest) || hours > 23 || rest > 59)
            return false;
        minutes = ((hours * 60) + rest) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (byte digit in digits)
        {
            if ((uint)(digit - '0') > 9)
                return false;
            number = (number * 10) + (digit - '0');
        }

        return true;
    }
}
