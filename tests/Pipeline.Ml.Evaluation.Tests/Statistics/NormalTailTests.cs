using Pipeline.Ml.Evaluation.Statistics;

namespace Pipeline.Ml.Evaluation.Tests.Statistics;

public sealed class NormalTailTests
{
    [Theory]
    [InlineData(0.0, 0.5)]
    [InlineData(1.0, 0.15865525393145707)]
    [InlineData(-1.0, 0.84134474606854293)]
    [InlineData(2.499, 0.0062272155519885125)]
    [InlineData(2.5, 0.006209665325776132)]
    [InlineData(5.0, 2.866515718791939e-07)]
    [InlineData(10.0, 7.61985302416052e-24)]
    public void Above_KnownPoints_AgreesWithTables(double z, double expected) =>
        Assert.InRange(NormalTail.Above(z) / expected, 1 - 1e-9, 1 + 1e-9);

    [Fact]
    public void Above_WhereTheMethodsMeet_HasNoStep() =>
        Assert.InRange(NormalTail.Above(Math.BitDecrement(3)) / NormalTail.Above(3), 1 - 1e-12, 1 + 1e-12);
}
