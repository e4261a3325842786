using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

/// <summary>One column written and read, for every encoding and at the sizes where the code changes its way.</summary>
public class ColumnTests
{
    private static readonly int[] Counts = [1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 128, 200];

    [Fact]
    public void Constant_Numbers_TakeOneVarint() => CheckAll(ColumnEncoding.Constant, (_, _) => 42);

    [Fact]
    public void Constant_NegativeNumbers_KeepTheirSign() => CheckAll(ColumnEncoding.Constant | ColumnEncoding.Zigzag, (_, _) => -42);

    [Fact]
    public void Sparse_FewExceptions_AreRead()
        => CheckAll(ColumnEncoding.Sparse, (index, _) => index == 3 || index == 150 ? 500_000 + index : 7, countMin: 63);

    [Fact]
    public void Packed_SmallNumbers_AreRead() => CheckAll(ColumnEncoding.Packed, (index, random) => index < 2 ? index : random.Next(4), countMin: 15);

    [Fact]
    public void Packed_SignedNumbers_AreRead()
        => CheckAll(ColumnEncoding.Packed | ColumnEncoding.Zigzag, (index, random) => index < 2 ? -index : random.Next(-500, 500), countMin: 15);

    [Fact]
    public void Varint_NumbersTooWideToPack_AreRead()
        => CheckAll(ColumnEncoding.Varint, (index, random) => index == 0 ? 0 : (1L << 60) + random.Next(), countMin: 2);

    [Fact]
    public void Varint_MixedLengths_AreRead()
        => CheckAll(ColumnEncoding.Varint, (index, random) => index % 16 == 1 ? (1L << 40) + 1 + random.Next(1_000) : random.Next(100), countMin: 63);

    [Fact]
    public void Exponent_RoundNumbers_LoseTheirZeros()
    {
        byte[] column = Write([12_000, 3_500_000, 0, 77_000], [0, 1, 2, 3], slotCount: 4);
        Assert.Equal(3, column[2]);
        Assert.Equal([12_000, 3_500_000, 0, 77_000], Read(column, 4, out _));
    }

    [Theory]
    [InlineData(new int[0], 0x00)]
    [InlineData(new[] { 5 }, 0x10)]
    [InlineData(new[] { 0, 1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 30, 39 }, 0x10)]
    public void Presence_SlotsLeftOut_AreKnown(int[] absent, int form)
    {
        int[] positions = [.. Enumerable.Range(0, 40).Except(absent)];
        long[] values = [.. positions.Select(position => (long)position * 3)];
        byte[] column = Write(values, positions, slotCount: 40);
        Assert.Equal(form, column[1] & ColumnEncoding.PresenceMask);
        CheckPresence(column, values, positions, slotCount: 40);
    }

    [Fact]
    public void Presence_FewSlots_AreAList()
    {
        int[] positions = [0, 300, 301, 999];
        byte[] column = Write([4, 3, 2, 1], positions, slotCount: 1_000);
        Assert.Equal(ColumnEncoding.PresenceSparse, column[1] & ColumnEncoding.PresenceMask);
        CheckPresence(column, [4, 3, 2, 1], positions, slotCount: 1_000);
    }

    [Fact]
    public void DecodeAll_SomeSlotsAbsent_Throws()
    {
        byte[] column = Write([1], [1], slotCount: 2);
        Assert.True(ColumnFrame.TryRead(column, 0, out ColumnFrame frame));
        InvalidOperationException? thrown = null;
        try
        {
            new ColumnReader(column, frame, slotCount: 2, addend: 0).DecodeAll(new long[2]);
        }
        catch (InvalidOperationException exception)
        {
            thrown = exception;
        }

        Assert.NotNull(thrown);
    }

    private static void CheckPresence(byte[] column, long[] values, int[] positions, int slotCount)
    {
        Assert.True(ColumnFrame.TryRead(column, 0, out ColumnFrame frame));
        ColumnReader reader = new(column, frame, slotCount, addend: 0);
        int[] readPositions = new int[reader.PresentCount];
        long[] readValues = new long[reader.PresentCount];
        Assert.Equal(values.Length, reader.DecodePresent(readPositions, readValues));
        Assert.Equal(positions, readPositions);
        Assert.Equal(values, readValues);

        long[] dense = new long[slotCount];
        reader.DecodeDense(dense, absent: -1);
        long[] expected = new long[slotCount];
        Array.Fill(expected, -1);
        for (int index = 0; index < positions.Length; index++)
            expected[positions[index]] = values[index];
        Assert.Equal(expected, dense);
    }

    private static void CheckAll(int encoding, Func<int, Random, long> value, int countMin = 1)
    {
        foreach (int count in Counts.Where(count => count >= countMin))
        {
            Random random = new(count);
            long[] values = [.. Enumerable.Range(0, count).Select(index => value(index, random))];
            byte[] column = Write(values, [.. Enumerable.Range(0, count)], count);
            Assert.True(encoding == column[1], $"{count} values: encoding {column[1]:x}");
            Assert.Equal(values, Read(column, count, out bool isConstant));
            Assert.Equal((encoding & ColumnEncoding.ValuesMask) == ColumnEncoding.Constant, isConstant);
        }
    }

    private static byte[] Write(long[] values, int[] positions, int slotCount)
    {
        ByteWriter output = new();
        new ColumnEncoder(output).Write(1, values, positions, slotCount);
        return output.Written.ToArray();
    }

    private static long[] Read(byte[] column, int slotCount, out bool isConstant)
    {
        Assert.True(ColumnFrame.TryRead(column, 0, out ColumnFrame frame));
        Assert.Equal(column.Length, frame.End);
        ColumnReader reader = new(column, frame, slotCount, addend: 0);
        long[] values = new long[slotCount];
        reader.DecodeAll(values);
        isConstant = reader.IsConstant;
        return values;
    }
}
