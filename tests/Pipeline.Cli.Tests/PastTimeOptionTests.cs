namespace Pipeline.Cli.Tests;

public sealed class PastTimeOptionTests
{
    private static readonly DateTimeOffset Now = new(2025, 6, 3, 14, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1748959200000", 1_748_959_200_000)]
    [InlineData("2025-06-03T13:00:00Z", 1_748_955_600_000)]
    [InlineData("2025-06-03T15:00:00+02:00", 1_748_955_600_000)]
    [InlineData("60m", 1_748_955_600_000)]
    [InlineData("1h", 1_748_955_600_000)]
    [InlineData("3600s", 1_748_955_600_000)]
    [InlineData("1d", 1_748_872_800_000)]
    public void TryRead_AnyForm_IsThatTime(string text, long expected)
    {
        Assert.True(PastTimeOption.TryRead(text, Now, out long unixMs));
        Assert.Equal(expected, unixMs);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("7w")]
    [InlineData("h")]
    [InlineData("")]
    [InlineData("2147483647d")]
    public void TryRead_SomethingElse_IsRefused(string text) => Assert.False(PastTimeOption.TryRead(text, Now, out _));
}
