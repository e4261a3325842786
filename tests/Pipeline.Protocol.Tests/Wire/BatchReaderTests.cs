using System.Buffers.Binary;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

public class BatchReaderTests
{
    private static readonly byte[] Sound = Samples.CreateBatch().ToArray();

    [Fact]
    public void TryRead_CutAtEveryByte_IsFalse()
    {
        for (int length = 0; length < Sound.Length; length++)
            Assert.False(BatchReader.TryRead(Sound.AsMemory(0, length), out _, out _), $"cut at {length}");
    }

    [Fact]
    public void TryRead_AnyBitOfTheStartFlipped_IsFalse()
    {
        int start = BatchFormat.HeaderSize + DirectoryBytes(Sound) + BatchFormat.ChecksumSize;
        for (int bit = 0; bit < start * 8; bit++)
        {
            byte[] flipped = [.. Sound];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(BatchReader.TryRead(flipped, out _, out _), $"bit {bit}");
        }
    }

    [Fact]
    public void TryRead_AnyBitOfTheStartFlippedAndSealed_NeverThrows()
    {
        for (int bit = 0; bit < (BatchFormat.HeaderSize + DirectoryBytes(Sound)) * 8; bit++)
        {
            byte[] flipped = [.. Sound];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (BatchReader.TryRead(Seal(flipped), out Batch? batch, out _))
                Assert.Equal(2, batch.Entries.Count);
        }
    }

    [Fact]
    public void TryRead_RandomBytes_NeverThrows()
    {
        for (int seed = 0; seed < 5_000; seed++)
        {
            Random random = new(seed);
            byte[] bytes = new byte[random.Next(60, 400)];
            random.NextBytes(bytes);
            Assert.False(BatchReader.TryRead(bytes, out _, out _), $"seed {seed}");
            Sound.AsSpan(0, random.Next(5, 48)).CopyTo(bytes);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(BatchFormat.DirectoryBytesAt), random.Next(bytes.Length - 52));
            BatchReader.TryRead(Seal(bytes), out _, out _);
        }
    }

    [Fact]
    public void TryRead_ByteBehindTheLastSection_IsTrailing() => Expect(WireFault.TrailingBytes, [.. Sound, 0]);

    [Fact]
    public void TryRead_SameEndpointTwice_IsRefused()
    {
        int directoryBytes = DirectoryBytes(Sound);
        byte[] directory = Sound[BatchFormat.HeaderSize..(BatchFormat.HeaderSize + directoryBytes)];
        byte[] sections = Sound[(BatchFormat.HeaderSize + directoryBytes + BatchFormat.ChecksumSize)..];
        byte[] doubled = [.. Sound.AsSpan(0, BatchFormat.HeaderSize), .. directory, .. directory, 0, 0, 0, 0, .. sections, .. sections];
        BinaryPrimitives.WriteInt32LittleEndian(doubled.AsSpan(BatchFormat.SectionCountAt), 4);
        BinaryPrimitives.WriteInt32LittleEndian(doubled.AsSpan(BatchFormat.DirectoryBytesAt), directoryBytes * 2);
        Expect(WireFault.DuplicateEndpoint, Seal(doubled));
    }

    [Fact]
    public void TryRead_MoreSectionsThanTheDirectoryCanHold_AllocatesNothingForThem()
    {
        byte[] bytes = [.. Sound];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(BatchFormat.SectionCountAt), 4_000);
        Expect(WireFault.BadStructure, Seal(bytes));
    }

    [Fact]
    public void TryRead_EmptyBatch_IsABatchWithoutSections()
    {
        BatchWriter writer = Samples.CreateBatch();
        writer.Reset(writer.Identity);
        Assert.True(BatchReader.TryRead(writer.ToArray(), out Batch? batch, out _));
        Assert.Empty(batch.Entries);
    }

    private static int DirectoryBytes(byte[] batch) => BinaryPrimitives.ReadInt32LittleEndian(batch.AsSpan(BatchFormat.DirectoryBytesAt));

    private static byte[] Seal(byte[] batch)
    {
        int covered = BatchFormat.HeaderSize + DirectoryBytes(batch);
        if (covered >= 0 && covered <= batch.Length - BatchFormat.ChecksumSize)
            BinaryPrimitives.WriteUInt32LittleEndian(batch.AsSpan(covered), Crc32C.Compute(batch.AsSpan(0, covered)));
        return batch;
    }

    private static void Expect(WireFault fault, byte[] batch)
    {
        Assert.False(BatchReader.TryRead(batch, out _, out WireError error));
        Assert.Equal(fault, error.Fault);
    }
}
