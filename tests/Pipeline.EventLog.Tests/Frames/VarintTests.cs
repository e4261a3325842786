using Pipeline.EventLog.Frames;

namespace Pipeline.EventLog.Tests.Frames;

public sealed class VarintTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(127, 1)]
    [InlineData(128, 2)]
    [InlineData(16_383, 2)]
    [InlineData(16_384, 3)]
    [InlineData(long.MaxValue, 9)]
    public void TryRead_WhatWasWritten_IsTheSame(long value, int expectedLength)
    {
        byte[] buffer = new byte[Varint.BytesMax];
        int length = Varint.Write(buffer, value);
        Assert.Equal(expectedLength, length);
        ReadOnlySpan<byte> rest = buffer.AsSpan(0, length);
        Assert.True(Varint.TryRead(ref rest, value, out long read));
        Assert.Equal(value, read);
        Assert.True(rest.IsEmpty);
    }

    [Fact]
    public void TryRead_GreaterThanAllowed_IsFalse()
    {
        ReadOnlySpan<byte> source = [5];
        Assert.False(Varint.TryRead(ref source, 4, out _));
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02 })]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 })]
    public void TryRead_CutOrTooLong_IsFalse(byte[] bytes)
    {
        ReadOnlySpan<byte> source = bytes;
        Assert.False(Varint.TryRead(ref source, long.MaxValue, out _));
    }
}
