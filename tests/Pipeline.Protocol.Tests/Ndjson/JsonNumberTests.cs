using System.Globalization;
using System.Numerics;
using System.Text;
using Pipeline.Protocol.Ndjson;

namespace Pipeline.Protocol.Tests.Ndjson;

public class JsonNumberTests
{
    [Theory]
    [InlineData("0", 6, 0)]
    [InlineData("-0", 6, 0)]
    [InlineData("14.6", 3, 14_600)]
    [InlineData("0.0000005", 6, 1)]
    [InlineData("0.0000004999", 6, 0)]
    [InlineData("-0.0000005", 6, -1)]
    [InlineData("1e3", 0, 1_000)]
    [InlineData("1E-3", 6, 1_000)]
    [InlineData("1.5e+2", 0, 150)]
    [InlineData("9223372036854775807", 0, long.MaxValue)]
    [InlineData("9223372036854.775807", 6, long.MaxValue)]
    [InlineData("0.00000000000000000000000000000000000000001e41", 0, 1)]
    [InlineData("1e-400", 6, 0)]
    [InlineData("0e400", 6, 0)]
    [InlineData("0.1234567890123456789999", 6, 123_457)]
    [InlineData("100000000000000000000000000000000e-32", 0, 1)]
    public void TryScale_Number_IsExactToTheUnit(string text, int decimals, long expected)
    {
        Assert.True(Read(text).TryScale(decimals, 1, out long scaled));
        Assert.Equal(expected, scaled);
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("1e19")]
    [InlineData("1e400")]
    [InlineData("99999999999999999999999999999999999999999999")]
    public void TryScale_TooLarge_IsFalse(string text) => Assert.False(Read(text).TryScale(0, 1, out _));

    [Theory]
    [InlineData("1.0", true)]
    [InlineData("12e-1", false)]
    [InlineData("120e-1", true)]
    [InlineData("1e30", true)]
    [InlineData("1e-30", false)]
    [InlineData("0e-30", true)]
    public void IsWhole_Number_SaysWhetherAFractionIsLost(string text, bool expected) => Assert.Equal(expected, Read(text).IsWhole());

    [Fact]
    public void TryScale_RandomNumbers_AgreeWithBigIntegers()
    {
        Random random = new(11);
        for (int round = 0; round < 20_000; round++)
        {
            long digits = random.NextInt64(1L << random.Next(1, 60));
            int exponent = random.Next(-25, 12);
            int decimals = random.Next(7);
            long multiplier = random.Next(2) == 0 ? 1 : random.Next(1, 1_000_000_000);
            JsonNumber number = Read(string.Create(CultureInfo.InvariantCulture, $"{digits}e{exponent}"));

            bool fits = number.TryScale(decimals, multiplier, out long scaled);
            BigInteger expected = Expected(digits, exponent + decimals, multiplier);
            Assert.True(fits == (expected <= long.MaxValue) && (!fits || scaled == expected), $"{digits}e{exponent} x {multiplier}, {decimals} decimals");
        }
    }

    private static BigInteger Expected(long digits, int exponent, long multiplier)
    {
        BigInteger product = new BigInteger(digits) * multiplier;
        if (exponent >= 0)
            return product * BigInteger.Pow(10, exponent);
        BigInteger divisor = BigInteger.Pow(10, -exponent);
        return ((product * 2) + divisor) / (divisor * 2);
    }

    private static JsonNumber Read(string text)
    {
        byte[] utf8 = Encoding.ASCII.GetBytes(text);
        int at = 0;
        Assert.True(JsonNumber.TryRead(utf8, ref at, out JsonNumber number));
        Assert.Equal(utf8.Length, at);
        return number;
    }
}
