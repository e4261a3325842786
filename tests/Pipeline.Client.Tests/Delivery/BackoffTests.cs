using Pipeline.Client.Delivery;

namespace Pipeline.Client.Tests.Delivery;

public sealed class BackoffTests
{
    private static readonly Backoff Policy = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    [Theory]
    [InlineData(1, 50, 100)]
    [InlineData(2, 100, 200)]
    [InlineData(5, 800, 1600)]
    [InlineData(7, 2500, 5000)]
    [InlineData(1_000_000, 2500, 5000)]
    public void WaitAfter_NothingAsked_DoublesUpToItsBound(int failureCount, double leastMs, double mostMs)
    {
        Assert.Equal(leastMs, Policy.WaitAfter(failureCount, null, 0).TotalMilliseconds, 0.001);
        Assert.Equal(mostMs, Policy.WaitAfter(failureCount, null, 1).TotalMilliseconds, 0.001);
    }

    [Theory]
    [InlineData(0, 3000)]
    [InlineData(1, 3750)]
    public void WaitAfter_SiloAsks_IsNeverShorter(double random, double expectedMs) =>
        Assert.Equal(expectedMs, Policy.WaitAfter(1, TimeSpan.FromSeconds(3), random).TotalMilliseconds, 0.001);

    [Fact]
    public void WaitAfter_SiloAsksForYears_IsAnHour() =>
        Assert.Equal(TimeSpan.FromHours(1), Policy.WaitAfter(1, TimeSpan.MaxValue, 0));
}
