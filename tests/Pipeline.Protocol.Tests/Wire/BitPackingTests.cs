using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

public class BitPackingTests
{
    [Fact]
    public void Unpack_EveryWidthAndCount_IsWhatWasPacked()
    {
        Random random = new(5);
        for (int width = 0; width <= BitPacking.WidthMax; width++)
        {
            for (int count = 1; count <= BitPacking.BlockLength; count++)
            {
                ulong[] numbers = new ulong[count];
                foreach (ref ulong number in numbers.AsSpan())
                    number = 1_000 + ((ulong)random.NextInt64() & ((1UL << width) - 1));
                byte[] packed = new byte[BitPacking.Size(count, width)];
                BitPacking.Pack(numbers, 1_000, width, packed);

                Check(packed, width, numbers);
                Check([.. packed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], width, numbers);
            }
        }
    }

    [Fact]
    public void Unpack_SourceTooShort_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>(() => BitPacking.Unpack(new byte[7], 8, 1, 0, new long[8]));

    private static void Check(byte[] packed, int width, ulong[] expected)
    {
        long[] numbers = new long[expected.Length];
        BitPacking.Unpack(packed, width, factor: 3, addend: 3_000, numbers);
        Assert.Equal(expected.Select(number => 3 * (long)number), numbers);
    }
}
