using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Tests.Windows;

public sealed class WindowOptionsTests
{
    public static TheoryData<WindowTier[]> Faulty => new(
        [],
        [new(1_500, 10)],
        [new(1_000, 0)],
        [new(10_000, 10), new(1_000, 1_000)],
        [new(2_000, 10), new(5_000, 10)],
        [new(1_000, 100), new(10_000, 10)],
        [new(long.MaxValue, 1)]);

    [Theory]
    [MemberData(nameof(Faulty))]
    public void FindFault_TiersThatDoNotFit_SaysSo(WindowTier[] tiers)
    {
        Assert.NotNull(WindowOptions.FindFault(tiers));
        Assert.Throws<ArgumentException>(() => new WindowOptions(tiers));
    }

    [Fact]
    public void TryRead_WrittenOptions_AreEqual()
    {
        EndpointOptions options = new() { AllowedLatenessMs = 123, Windows = new WindowOptions([new(2_000, 7), new(60_000, 9)]) };

        Assert.True(EndpointOptionsCodec.TryRead(EndpointOptionsCodec.Write(options), out EndpointOptions read));
        Assert.Equal(options, read);
    }

    [Theory]
    [InlineData(-1, 1_000)]
    [InlineData(1_700, 1_000)]
    [InlineData(-1_000, 1_000)]
    [InlineData(59_999, 60_000)]
    public void StartOf_AnyTime_IsAtMostAWidthBefore(long time, long width)
    {
        long start = new WindowTier(width, 1).StartOf(time);

        Assert.Equal(0, start % width);
        Assert.InRange(time - start, 0, width - 1);
    }
}
