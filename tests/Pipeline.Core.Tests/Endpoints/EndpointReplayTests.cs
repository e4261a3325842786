using Pipeline.Core.Endpoints;
using Pipeline.Core.Publications;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;

namespace Pipeline.Core.Tests.Endpoints;

/// <summary>The same entries give the same bytes: replayed at once, from any snapshot, by either path of <c>Apply</c>.</summary>
public sealed class EndpointReplayTests
{
    private const long Start = 1_800_000_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Apply_SnapshotAndTail_EqualsFullReplay(int seed)
    {
        List<(EntryHeader Header, byte[] Body)> log = DrawLog(seed, 60);
        byte[] full = EndpointSnapshot.Write(Replay(new EndpointState(), log, 0));
        EndpointState prefix = new();
        for (int cut = 0; cut < log.Count; cut++)
        {
            if (cut % 9 == 0)
            {
                byte[] snapshot = EndpointSnapshot.Write(prefix);
                bool read = EndpointSnapshot.TryRead(snapshot, out EndpointState? restored, out SnapshotFault fault);
                Assert.True(read, $"seed {seed}, cut {cut}: {fault}");
                Assert.Equal(snapshot, EndpointSnapshot.Write(restored!));
                Dictionary<WindowKey, byte[]> stored = prefix.TakeUnsaved().Windows.ToDictionary(window => window.Key, window => window.Bytes);
                Assert.True(full.AsSpan().SequenceEqual(EndpointSnapshot.Write(Replay(restored!, log, cut, stored))), $"seed {seed}, cut {cut}");
            }

            prefix.Apply(log[cut].Header, log[cut].Body);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Apply_OneSectionOrOneForEachEvent_GivesTheSameBytes(bool uniform)
    {
        Random random = new(31);
        RandomEvents draw = new(random) { Uniform = uniform };
        List<EventRecord> events = [.. Enumerable.Range(0, 600).Select(_ => draw.Draw(Start - random.Next(3_000)))];

        EndpointState together = new();
        together.Apply(new EntryHeader(EntryKind.Section, Start), Sections.Of(events));
        EndpointState apart = new();
        foreach (EventRecord record in events)
            apart.Apply(new EntryHeader(EntryKind.Section, Start), Sections.Of(record));

        // Names are numbered in the order in which they are first seen, which here is the same.
        Assert.Equal(EndpointSnapshot.Write(together), EndpointSnapshot.Write(apart));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Apply_EventsOfOpenWindows_AllocatesNothing(bool uniform)
    {
        Random random = new(5);
        RandomEvents draw = new(random) { Uniform = uniform };
        EndpointState state = new();
        byte[] section = Sections.Of(Enumerable.Range(0, 1_000).Select(_ => draw.Draw(Start + random.Next(3_000))));
        EntryHeader header = new(EntryKind.Section, Start + 3_000);
        for (int warm = 0; warm < 3; warm++)
            state.Apply(header, section);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 10; round++)
            state.Apply(header, section);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void TryRead_SnapshotCutOrFlippedAnywhere_IsDamaged()
    {
        byte[] snapshot = EndpointSnapshot.Write(Replay(new EndpointState(), DrawLog(4, 5), 0));
        for (int at = 0; at < snapshot.Length; at += 7)
        {
            Assert.False(EndpointSnapshot.TryRead(snapshot.AsSpan(0, at), out _, out SnapshotFault cut));
            Assert.Equal(SnapshotFault.Damaged, cut);
            byte[] flipped = [.. snapshot];
            flipped[at] ^= 16;
            Assert.False(EndpointSnapshot.TryRead(flipped, out _, out SnapshotFault damaged));
            Assert.Equal(SnapshotFault.Damaged, damaged);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TryRead_FlippedUnderAMatchingChecksum_NeverThrows(int seed)
    {
        Random random = new(seed);
        byte[] snapshot = EndpointSnapshot.Write(Replay(new EndpointState(), DrawLog(4, 5), 0));
        for (int round = 0; round < 2_000; round++)
        {
            byte[] bytes = [.. snapshot];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
                bytes[random.Next(bytes.Length - 4)] ^= (byte)(1 << random.Next(8));
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(
                bytes.AsSpan(bytes.Length - 4),
                Pipeline.Protocol.Wire.Crc32C.Compute(bytes.AsSpan(..^4)));
            EndpointSnapshot.TryRead(bytes, out _, out _);
        }
    }

    private static EndpointState Replay(
        EndpointState state, List<(EntryHeader Header, byte[] Body)> log, int from, Dictionary<WindowKey, byte[]>? stored = null)
    {
        foreach ((EntryHeader header, byte[] body) in log[from..])
        {
            HashSet<WindowKey> unloaded = [];
            state.FindUnloaded(header, body, unloaded);
            foreach (WindowKey key in unloaded)
                state.Load(key, stored!.GetValueOrDefault(key));
            state.Apply(header, body);
        }

        return state;
    }

    private static List<(EntryHeader Header, byte[] Body)> DrawLog(int seed, int length)
    {
        Random random = new(seed);
        RandomEvents draw = new(random) { Uniform = seed % 2 == 0 };
        List<(EntryHeader, byte[])> log = [];
        long now = Start;
        for (int entry = 0; entry < length; entry++)
        {
            now += random.Next(8_000);
            log.Add(random.Next(18) switch
            {
                0 => (new EntryHeader(EntryKind.IdleClosed, now), []),
                1 => (new EntryHeader(EntryKind.OptionsChanged, now), DrawOptions(random)),
                2 or 3 => (new EntryHeader(EntryKind.PublicationsAcknowledged, now), DrawAcknowledgement(random)),
                _ => (new EntryHeader(EntryKind.Section, now, DrawIdentity(random, entry)), DrawSection(random, draw, now)),
            });
        }

        return log;
    }

    private static byte[] DrawOptions(Random random)
        => EndpointOptionsCodec.Write(new EndpointOptions { AllowedLatenessMs = random.Next(9_000) });

    // Some of it was given out, some freed before, some is yet to come.
    private static byte[] DrawAcknowledgement(Random random) => AcknowledgementCodec.Write(
        [.. Enumerable.Range(0, random.Next(1, 4)).Select(segment => new PublicationMark(segment, random.Next(1, 12)))]);

    private static BatchIdentity? DrawIdentity(Random random, int entry)
    {
        if (random.Next(4) == 0)
            return null;
        SourceIdentity source = new(new SourceId((ulong)random.Next(3), 0), Start);
        return new BatchIdentity(source, (ulong)(entry - random.Next(Math.Min(entry + 1, 4))));
    }

    private static byte[] DrawSection(Random random, RandomEvents draw, long now) => Sections.Of(
        Enumerable.Range(0, random.Next(1, 20)).Select(_ => draw.Draw(now - (long)(Math.Pow(random.NextDouble(), 4) * 900_000))),
        Enumerable.Range(0, random.Next(4)).Select(_ => new Tally((now / 1_000) - random.Next(400), random.Next(1, 50))),
        Enumerable.Range(0, random.Next(3)).Select(_ => new Drop((now / 1_000) - random.Next(400), (DropCause)random.Next(DropCauses.Count), random.Next(9), 1)));
}
