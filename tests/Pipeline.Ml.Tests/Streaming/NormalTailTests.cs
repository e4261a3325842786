using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Tests.Streaming;

public class NormalTailTests
{
    [Theory]
    [InlineData(0.0, 0.5)]
    [InlineData(1.0, 0.15865525393145707)]
    [InlineData(-1.0, 0.84134474606854293)]
    [InlineData(2.499, 0.0062272155519885125)]
    [InlineData(2.5, 0.006209665325776132)]
    [InlineData(5.0, 2.866515718791939e-07)]
    [InlineData(10.0, 7.61985302416052e-24)]
    public void Upper_KnownPoints_AgreesWithTables(double z, double expected) =>
        Assert.InRange(NormalTail.Upper(z) / expected, 1 - 1e-9, 1 + 1e-9);

    [Fact]
    public void Surprise_FarOut_StaysFinite()
    {
        Assert.Equal(Math.Log(2), NormalTail.Surprise(0), 12);
        Assert.InRange(NormalTail.Surprise(1e6) / 5e11, 1.0, 1.0001);
        Assert.Equal(0.0, NormalTail.Surprise(-40), 12);
    }

    [Fact]
    public void Upper_WhereTheMethodsMeet_HasNoStep() =>
        Assert.InRange(NormalTail.Upper(Math.BitDecrement(2.5)) / NormalTail.Upper(2.5), 1 - 1e-12, 1 + 1e-12);
}
