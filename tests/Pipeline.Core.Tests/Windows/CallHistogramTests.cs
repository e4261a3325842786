using Pipeline.Core.Windows;

namespace Pipeline.Core.Tests.Windows;

public sealed class CallHistogramTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(999, 0)]
    [InlineData(1_000, 1)]
    [InlineData(1_999, 1)]
    [InlineData(2_000, 2)]
    [InlineData(847_000, 10)]
    [InlineData(1_023_999, 10)]
    [InlineData(1_024_000, 11)]
    [InlineData(long.MaxValue, 11)]
    public void BucketOf_Calls_IsTheirOctave(long callsMilli, int bucket) => Assert.Equal(bucket, CallHistogram.BucketOf(callsMilli));

    [Fact]
    public void LeastOf_EachBucket_IsInIt()
    {
        for (int bucket = 0; bucket < CallHistogram.BucketCount; bucket++)
            Assert.Equal(bucket, CallHistogram.BucketOf(CallHistogram.LeastOf(bucket) * 1_000));
    }
}
