namespace Pipeline.Protocol.Ndjson;

/// <summary>A JSON number as written, in decimal: no binary fraction stands between 14.6 and 14,600 thousandths.</summary>
/// <param name="Mantissa">The first 19 significant digits.</param>
/// <param name="Exponent">The value is the mantissa times ten to this power.</param>
/// <param name="IsNegative">Whether a minus stands before it.</param>
internal readonly record struct JsonNumber(ulong Mantissa, int Exponent, bool IsNegative)
{
    private const int DigitsMax = 19;

    /// <summary>Beyond any number that is not refused or zero, and far from overflow when added up.</summary>
    private const int ExponentBound = 100_000;

    private static readonly ulong[] Powers = CreatePowers();

    /// <summary>Reads a number at <paramref name="at"/> and moves on; false if there is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, ref int at, out JsonNumber number)
    {
        number = default;
        bool isNegative = at < text.Length && text[at] == '-';
        if (isNegative)
            at++;

        ulong mantissa = 0;
        int digits = 0;
        int exponent = 0;
        int start = at;
        if (!TryDigits(text, ref at, ref mantissa, ref digits, ref exponent, isFraction: false) || (text[start] == '0' && at > start + 1))
            return false;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (!TryDigits(text, ref at, ref mantissa, ref digits, ref exponent, isFraction: true))
                return false;
        }

        if (at < text.Length && (text[at] | 0x20) == 'e' && !TryExponent(text, ref at, ref exponent))
            return false;
        number = new JsonNumber(mantissa, exponent, isNegative);
        return true;
    }

    /// <summary>
    /// The number times <paramref name="multiplier"/> in units of 10^-<paramref name="decimals"/>, rounded half away from zero; false if it
    /// does not fit.
    /// </summary>
    public bool TryScale(int decimals, long multiplier, out long scaled)
    {
        int exponent = Exponent + decimals;
        if (exponent is >= 0 and <= DigitsMax && multiplier == 1)
        {
            ulong high = Math.BigMul(Mantissa, Powers[exponent], out ulong low);
            scaled = IsNegative ? -(long)low : (long)low;
            return high == 0 && low <= long.MaxValue;
        }

        return TryScaleWide(exponent, multiplier, out scaled);
    }

    /// <summary>Whether nothing is lost when the number is taken as a whole one.</summary>
    public bool IsWhole()
    {
        if (Exponent >= 0 || Mantissa == 0)
            return true;
        return Exponent >= -DigitsMax && Mantissa % Powers[-Exponent] == 0;
    }

    private bool TryScaleWide(int exponent, long multiplier, out long scaled)
    {
        scaled = 0;
        UInt128 product = (UInt128)Mantissa * (ulong)multiplier;
        if (product == 0)
            return true;
        UInt128 rounded;
        if (exponent >= 0)
        {
            if (exponent > DigitsMax || product > (UInt128)long.MaxValue / Powers[exponent])
                return false;
            rounded = product * Powers[exponent];
        }
        else
        {
            // The product is below 10^29: what lies beyond two powers of the table rounds to zero.
            ulong first = Powers[Math.Min(-exponent, DigitsMax)];
            ulong second = Powers[Math.Clamp(-exponent - DigitsMax, 0, DigitsMax)];
            UInt128 divisor = (UInt128)first * second;
            rounded = (product / divisor) + ((product % divisor) >= (divisor + 1) / 2 ? UInt128.One : UInt128.Zero);
        }

        scaled = IsNegative ? -(long)(ulong)rounded : (long)(ulong)rounded;
        return rounded <= (UInt128)long.MaxValue;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, ref int at, ref ulong mantissa, ref int digits, ref int exponent, bool isFraction)
    {
        int start = at;
        for (; at < text.Length; at++)
        {
            uint digit = (uint)(text[at] - '0');
            if (digit > 9)
                break;
            if (digits < DigitsMax)
            {
                mantissa = (mantissa * 10) + digit;
                digits += mantissa == 0 ? 0 : 1;
                exponent -= isFraction ? 1 : 0;
            }
            else if (!isFraction)
            {
                exponent++;
            }
        }

        return at > start;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, ref int at, ref int exponent)
    {
        at++;
        bool isNegative = at < text.Length && text[at] == '-';
        if (at < text.Length && text[at] is (byte)'-' or (byte)'+')
            at++;
        int start = at;
        int written = 0;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
            written = Math.Min((written * 10) + (text[at] - '0'), ExponentBound);
        exponent += isNegative ? -written : written;
        return at > start;
    }

    private static ulong[] CreatePowers()
    {
        ulong[] powers = new ulong[DigitsMax + 1];
        powers[0] = 1;
        for (int index = 1; index < powers.Length; index++)
            powers[index] = powers[index - 1] * 10;
        return powers;
    }
}
