namespace Pipeline.Cli.AccessLogs;

/// <summary>The time of an access log line: <c>17/May/2015:10:05:03 +0000</c>.</summary>
internal static class AccessLogTime
{
    /// <summary>Bytes of the text; it has one length only.</summary>
    public const int Length = 26;

    private const long MillisecondsPerMinute = 60_000;

    /// <summary>Reads the text, which must have <see cref="Length"/> bytes. A second of 60 is the first of the next minute.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length != Length
            || text[2] != '/' || text[6] != '/' || text[11] != ':' || text[14] != ':' || text[17] != ':' || text[20] != ' ')
        {
            return false;
        }

        int month = Month(text[3..6]);
        int zone = text[21] == '+' ? 1 : text[21] == '-' ? -1 : 0;
        if (month == 0 || zone == 0
            || !TryNumber(text[..2], 31, out int day)
            || !TryNumber(text[7..11], 9999, out int year)
            || !TryNumber(text[12..14], 23, out int hour)
            || !TryNumber(text[15..17], 59, out int minute)
            || !TryNumber(text[18..20], 60, out int second)
            || !TryNumber(text[22..24], 23, out int zoneHour)
            || !TryNumber(text[24..26], 59, out int zoneMinute)
            || year < 1970 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        long midnight = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        long minutes = (hour * 60) + minute - (zone * ((zoneHour * 60) + zoneMinute));
        unixMs = midnight + (minutes * MillisecondsPerMinute) + (second * 1000);
        return unixMs >= 0;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, int max, out int number)
    {
        number = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = (number * 10) + digit - '0';
        }

        return number <= max;
    }

    private static int Month(ReadOnlySpan<byte> name)
    {
        // Each name takes three bytes of this text, so the position says the month.
        ReadOnlySpan<byte> names = "JanFebMarAprMayJunJulAugSepOctNovDec"u8;
        int at = names.IndexOf(name);
        return at >= 0 && at % 3 == 0 ? (at / 3) + 1 : 0;
    }
}
