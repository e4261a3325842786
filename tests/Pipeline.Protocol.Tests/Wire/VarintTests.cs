using System.Buffers.Binary;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

public class VarintTests
{
    [Fact]
    public void TryRead_EveryNumberOfBits_IsWhatWasWritten()
    {
        for (int bits = 0; bits <= 64; bits++)
        {
            ulong edge = bits == 64 ? ulong.MaxValue : 1UL << bits;
            foreach (ulong value in new[] { edge - 1, edge, edge + 1 })
            {
                byte[] bytes = new byte[Varint.SizeMax];
                int size = Varint.Write(bytes, value);
                Assert.Equal(Varint.Size(value), size);
                int at = 0;
                Assert.True(Varint.TryRead(bytes.AsSpan(0, size), ref at, out ulong read));
                Assert.Equal((value, size), (read, at));
                CheckWord(bytes, value, size);
                at = 0;
                Assert.False(Varint.TryRead(bytes.AsSpan(0, size - 1), ref at, out _));
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02 })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x81, 0x00 })]
    public void TryRead_MoreThanSixtyFourBits_IsFalse(byte[] bytes)
    {
        int at = 0;
        Assert.False(Varint.TryRead(bytes, ref at, out _));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 1)]
    [InlineData(1, 2)]
    [InlineData(long.MaxValue, ulong.MaxValue - 1)]
    [InlineData(long.MinValue, ulong.MaxValue)]
    public void Zigzag_Number_ThereAndBack(long value, ulong folded)
    {
        Assert.Equal(folded, Varint.ToZigzag(value));
        Assert.Equal(value, Varint.FromZigzag(folded));
    }

    private static void CheckWord(byte[] bytes, ulong value, int size)
    {
        // What follows in the word must not matter.
        bytes.AsSpan(size).Fill(0xff);
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(size <= 8 ? size : 0, Varint.SizeWithin(word));
        if (size <= 8)
            Assert.Equal(value, Varint.Compact(word, size));
        bytes.AsSpan(size).Clear();
    }
}
