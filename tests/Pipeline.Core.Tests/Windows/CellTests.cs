using Pipeline.Core.Packing;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Windows;

public sealed class CellTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Merge_InAnyOrderAndGrouping_GivesTheSameBytes(int seed)
    {
        Random random = new(seed);
        Cell[] parts = [.. Enumerable.Range(0, 9).Select(_ => RandomCells.Draw(random))];
        Cell forward = Merge(parts);
        random.Shuffle(parts);
        Cell grouped = Merge([Merge(parts[..2]), Merge([Merge(parts[2..5]), parts[5]]), Merge(parts[6..])]);

        Assert.Equal(Pack(forward), Pack(grouped));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void TryMergeInto_EmptyCell_PacksToTheSameBytes(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 50; round++)
        {
            byte[] packed = Pack(RandomCells.Draw(random));
            Cell read = new();

            Assert.True(CellCodec.TryMergeInto(packed, read));
            Assert.Equal(packed, Pack(read));
        }
    }

    [Fact]
    public void TryMergeInto_CellWithContent_EqualsMerge()
    {
        Random random = new(9);
        Cell left = RandomCells.Draw(random);
        Cell right = RandomCells.Draw(random);
        Cell merged = Merge([left, right]);
        CellCodec.TryMergeInto(Pack(right), left);

        Assert.Equal(Pack(merged), Pack(left));
    }

    [Fact]
    public void TryMergeInto_CutAnywhere_Fails()
    {
        byte[] packed = Pack(RandomCells.Draw(new Random(3)));
        for (int length = 0; length < packed.Length; length++)
            Assert.False(CellCodec.TryMergeInto(packed.AsSpan(0, length), new Cell()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TryMergeInto_RandomOrFlippedBytes_NeverThrows(int seed)
    {
        Random random = new(seed);
        byte[] packed = Pack(RandomCells.Draw(random));
        Cell target = new();
        for (int round = 0; round < 5_000; round++)
        {
            byte[] bytes = [.. packed];
            if (round % 3 == 0)
                random.NextBytes(bytes.AsSpan(1));
            else
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            CellCodec.TryMergeInto(bytes, target);
            if (round % 50 == 0)
                target = new Cell();
        }
    }

    [Fact]
    public void Clear_UsedCell_IsAsNew()
    {
        Random random = new(4);
        Cell cell = RandomCells.Draw(random);
        cell.Clear();
        Cell other = RandomCells.Draw(random);
        cell.Merge(other);

        Assert.Equal(Pack(other), Pack(cell));
    }

    [Fact]
    public void Merge_HostileCounts_SaturatesInAnyOrder()
    {
        Cell[] parts = [.. Enumerable.Range(0, 400).Select(_ => Hostile())];
        Cell forward = Merge(parts);
        Cell grouped = Merge([Merge(parts[..200]), Merge(parts[200..])]);

        Assert.Equal(Pack(forward), Pack(grouped));
        Assert.Equal(Int128.MaxValue, forward.Detail.VarianceMicro);
    }

    internal static byte[] Pack(Cell cell)
    {
        PackedWriter writer = new();
        CellCodec.Write(writer, cell);
        return writer.ToArray();
    }

    private static Cell Merge(Cell[] parts)
    {
        Cell merged = new();
        foreach (Cell part in parts)
            merged.Merge(part);
        return merged;
    }

    private static Cell Hostile()
    {
        Cell cell = new();
        cell.AddEvent(EventLimits.CountMax, EventLimits.WeightMicroMax, isError: true);
        cell.Duration.Add(EventLimits.AmountMax, EventLimits.CountMax, EventLimits.WeightMicroMax);
        cell.AddResource(0, ResourceTotals.Of(EventLimits.AmountMax, EventLimits.CountMax, EventLimits.WeightMicroMax));
        cell.GetOrAddOperation(0).AddCalls(EventLimits.AmountMax, 1, EventLimits.WeightMicroMax);
        cell.AddDrops(new DropCounts(DropCause.Expired, long.MaxValue / 3, 1));
        return cell;
    }
}
