using Pipeline.Core.Packing;

namespace Pipeline.Core.Tests.Packing;

public sealed class PackedWriterTests
{
    public static TheoryData<long> Numbers =>
        [0, 1, -1, 63, 64, 127, 128, 1_000_000, -1_000_000, 63_000_000, 64_000_000, 12_345_678_901, long.MaxValue, long.MinValue];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void WriteSum_AnyNumber_IsReadBack(long number)
    {
        Int128[] sums = [number, (Int128)number * 1_000_000, (Int128)number * number, Int128.MaxValue - Math.Abs(number / 2)];
        foreach (Int128 sum in sums)
        {
            PackedWriter writer = new();
            writer.WriteSum(sum);
            PackedReader reader = new(writer.Written);

            Assert.Equal(sum, reader.ReadSum());
            Assert.True(reader.IsComplete);
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void WriteSigned_AnyNumber_IsReadBack(long number)
    {
        PackedWriter writer = new();
        writer.WriteSigned(number);
        writer.WriteVarint((ulong)number);
        PackedReader reader = new(writer.Written);

        Assert.Equal(number, reader.ReadSigned());
        Assert.Equal((ulong)number, reader.ReadVarint());
        Assert.True(reader.IsComplete);
    }

    [Fact]
    public void WriteSum_WholeEvents_TakesOneByteUpToThirtyOne()
    {
        PackedWriter writer = new();
        writer.WriteSum(31_000_000);

        Assert.Equal(1, writer.Length);
    }

    [Fact]
    public void ReadBlock_LengthBeyondTheBytes_Fails()
    {
        PackedReader reader = new([200, 1, 2]);
        reader.ReadBlock();

        Assert.True(reader.Failed);
        Assert.Equal(0, reader.ReadByte());
    }

    [Fact]
    public void ReadVarint_ElevenBytes_Fails()
    {
        PackedReader reader = new([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]);
        reader.ReadVarint();

        Assert.True(reader.Failed);
    }
}
