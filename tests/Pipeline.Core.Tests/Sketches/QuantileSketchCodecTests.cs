using Pipeline.Core.Sketches;

namespace Pipeline.Core.Tests.Sketches;

public sealed class QuantileSketchCodecTests
{
    [Theory]
    [InlineData("constant")]
    [InlineData("lognormal")]
    [InlineData("small")]
    [InlineData("zeros")]
    public void Read_WhatWriteWrote_PacksToTheSameBytes(string shape)
    {
        byte[] packed = SketchBytes.Pack(QuantileSketchTests.SketchOf(QuantileSketchTests.Draw(shape, 2_000, seed: 7)));

        Assert.True(SketchBytes.TryUnpack(packed, out QuantileSketch read));
        Assert.Equal(packed, SketchBytes.Pack(read));
    }

    [Fact]
    public void Read_SampledAndCollapsed_PacksToTheSameBytes()
    {
        QuantileSketch sketch = new();
        sketch.Add(3, weightMicro: 2_500_000);
        sketch.Add(0, count: 4, weightMicro: 1_500_000);
        sketch.Add(1L << 59, count: 1_000_000_000, weightMicro: 1_000_000_000_000);
        byte[] packed = SketchBytes.Pack(sketch);

        Assert.True(SketchBytes.TryUnpack(packed, out QuantileSketch read));
        Assert.True(read.HasCollapsed);
        Assert.Equal(sketch.SamplingVarianceMicro, read.SamplingVarianceMicro);
        Assert.Equal(packed, SketchBytes.Pack(read));
    }

    [Fact]
    public void Write_UnsampledValues_TakesAtMostTwoBytesABucket()
    {
        QuantileSketch sketch = QuantileSketchTests.SketchOf(QuantileSketchTests.Draw("lognormal", 250, seed: 9));

        Assert.InRange(SketchBytes.Pack(sketch).Length, 1, (2 * SketchBytes.BucketsInUse(sketch)) + 24);
    }

    [Fact]
    public void Read_TruncatedAnywhere_Fails()
    {
        byte[] packed = SketchBytes.Pack(QuantileSketchTests.SketchOf(QuantileSketchTests.Draw("lognormal", 100, seed: 4)));
        for (int length = 0; length < packed.Length; length++)
            Assert.False(SketchBytes.TryUnpack(packed.AsSpan(0, length), out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_RandomOrFlippedBytes_NeverThrows(int seed)
    {
        Random random = new(seed);
        byte[] packed = SketchBytes.Pack(QuantileSketchTests.SketchOf(QuantileSketchTests.Draw("zeros", 100, seed)));
        for (int round = 0; round < 5_000; round++)
        {
            byte[] bytes = [.. packed];
            if (round % 2 == 0)
                random.NextBytes(bytes);
            else
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            SketchBytes.TryUnpack(bytes, out _);
        }
    }
}
