using Pipeline.Core.Endpoints;
using Pipeline.Core.Publications;
using Pipeline.Core.Segments;
using Pipeline.Core.Tests.Endpoints;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Tests.Publications;

/// <summary>Bytes of publications and of segments' snapshots, whole and damaged.</summary>
public sealed class PublicationCodecTests
{
    private const long Start = 1_800_000_000_000;

    [Fact]
    public void TryRead_CutAnywhere_IsNull()
    {
        byte[] bytes = DrawPublication(1);
        Assert.NotNull(Publication.TryRead(bytes));
        for (int length = 0; length < bytes.Length; length++)
            Assert.Null(Publication.TryRead(bytes.AsSpan(0, length)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TryRead_FlippedAnywhere_NeverThrowsAndWhatIsReadCanBeApplied(int seed)
    {
        Random random = new(seed);
        byte[] whole = DrawPublication(seed);
        for (int round = 0; round < 2_000; round++)
        {
            byte[] bytes = [.. whole];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            if (Publication.TryRead(bytes) is { } publication)
                Assert.True(new SegmentState().TryApply(new Publisher("e", "s"), 1, publication), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void TryAdd_NumberThatStandsForAnotherName_MustGoToTheNextPublication()
    {
        NameTable before = new(8, 3);
        before.GetOrAdd("json.dumps"u8, 0, out _);
        NameTable after = new(8, 3);
        after.GetOrAdd("render"u8, 0, out _);
        NameTable values = new(8, 2);
        Cell cell = new();
        cell.GetOrAddOperation(0).AddCalls(1_000, 1, 1_000_000);
        byte[] packed = new CellWorkspace().Pack(cell);
        PublicationBuilder builder = new();

        Assert.True(builder.TryAdd(10_000, Start, cell, packed, before.Names, values.Names));
        Assert.False(builder.TryAdd(10_000, Start, cell, packed, after.Names, values.Names));

        Assert.Single(Publication.TryRead(builder.Seal(beginsLate: false))!.Items);
        Assert.True(builder.TryAdd(10_000, Start, cell, packed, after.Names, values.Names));
    }

    [Fact]
    public void TryRead_SnapshotOfASegmentCutOrFlippedAnywhere_IsDamaged()
    {
        SegmentState state = new();
        state.TryApply(new Publisher("e", "s"), 1, Publication.TryRead(DrawPublication(3))!);
        byte[] snapshot = SegmentSnapshot.Write(state);
        for (int at = 0; at < snapshot.Length; at += 5)
        {
            Assert.False(SegmentSnapshot.TryRead(snapshot.AsSpan(0, at), out _, out SnapshotFault cut));
            Assert.Equal(SnapshotFault.Damaged, cut);
            byte[] flipped = [.. snapshot];
            flipped[at] ^= 16;
            Assert.False(SegmentSnapshot.TryRead(flipped, out _, out SnapshotFault damaged));
            Assert.Equal(SnapshotFault.Damaged, damaged);
        }
    }

    private static byte[] DrawPublication(int seed)
    {
        RandomEvents draw = new(new Random(seed));
        EndpointState state = new();
        state.Apply(new EntryHeader(EntryKind.Section, Start), Sections.Of(Enumerable.Range(0, 40).Select(at => draw.Draw(Start - (at * 1_000)))));
        state.Apply(new EntryHeader(EntryKind.IdleClosed, Start + 90_000), []);
        return state.Publications.Take(0, 1, 1)[0].ToArray();
    }
}
