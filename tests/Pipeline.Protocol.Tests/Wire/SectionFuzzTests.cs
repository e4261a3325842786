using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

/// <summary>Hostile bytes: never an exception from the validator, and whatever it lets through can be read and keeps the limits.</summary>
public class SectionFuzzTests
{
    [Fact]
    public void TryValidate_CutAtEveryByte_IsFalse()
    {
        foreach (byte[] section in new[] { Samples.CreateManyEvents().ToArray(), Samples.CreateDrops().ToArray() })
        {
            for (int length = 0; length < section.Length; length++)
            {
                Assert.False(SectionValidator.TryValidate(section.AsSpan(0, length), out _, out _), $"cut at {length}");
                if (length > SectionFormat.SizeMin)
                    CheckHostile(SectionBytes.Seal([.. section.AsSpan(0, length)]), $"cut at {length} and sealed");
            }
        }
    }

    [Fact]
    public void TryValidate_AnyBitFlipped_IsFalse()
    {
        byte[] section = Samples.CreateDrops().ToArray();
        for (int bit = 0; bit < section.Length * 8; bit++)
        {
            section[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(SectionValidator.TryValidate(section, out _, out _), $"bit {bit}");
            section[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void TryValidate_AnyBitFlippedAndSealed_LetsOnlyReadableSectionsThrough()
    {
        foreach (byte[] section in new[] { Samples.CreateDrops().ToArray(), Samples.CreateManyEvents().ToArray() })
        {
            for (int bit = 0; bit < (section.Length - SectionFormat.ChecksumSize) * 8; bit++)
            {
                byte[] flipped = [.. section];
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                CheckHostile(SectionBytes.Seal(flipped), $"bit {bit}");
            }
        }
    }

    [Fact]
    public void TryValidate_RandomDamageSealed_LetsOnlyReadableSectionsThrough()
    {
        for (int seed = 0; seed < 1_500; seed++)
        {
            RandomEvents random = new(seed);
            SectionWriter writer = new("checkout");
            foreach (EventRecord record in random.CreateMany(random.Random.Next(1, 80)))
                writer.Add(record);
            for (int drop = random.Random.Next(4); drop > 0; drop--)
                writer.AddDrop("any", (DropCause)random.Random.Next(DropCauses.Count), random.Random.Next(2_000_000_000), drop, 0);
            byte[] section = writer.ToArray();
            for (int change = random.Random.Next(1, 6); change > 0; change--)
                section[random.Random.Next(section.Length)] = (byte)random.Random.Next(256);
            CheckHostile(SectionBytes.Seal(section), $"seed {seed}");
        }
    }

    [Fact]
    public void TryValidate_RandomBytes_AreRefused()
    {
        for (int seed = 0; seed < 2_000; seed++)
        {
            Random random = new(seed);
            byte[] bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            Assert.False(SectionValidator.TryValidate(bytes, out _, out _), $"seed {seed}");
            if (bytes.Length < SectionFormat.SizeMin)
                continue;

            // The same behind a sound start, so that the parts behind it are reached.
            Samples.CreateDrops().ToArray().AsSpan(0, Math.Min(bytes.Length, random.Next(40, 200))).CopyTo(bytes);
            CheckHostile(SectionBytes.Seal(bytes), $"seed {seed}");
        }
    }

    [Fact]
    public void TryValidate_SoundSection_AllocatesNothing()
    {
        byte[] section = Samples.CreateManyEvents().ToArray();
        SectionValidator.TryValidate(section, out _, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int repeat = 0; repeat < 100; repeat++)
            SectionValidator.TryValidate(section, out _, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void CheckHostile(byte[] section, string what)
    {
        if (!SectionValidator.TryValidate(section, out SectionSummary summary, out _))
            return;
        List<EventRecord> events = SectionDecoder.Decode(section);
        Assert.True(events.Count == summary.EventCount, what);
        foreach (EventRecord record in events)
        {
            Assert.True(EventValidator.TryValidate(record, out EventError error), $"{what}: {error}");
            Assert.True(record.TimeUnixMs >= summary.MinTimeUnixMs && record.TimeUnixMs <= summary.MaxTimeUnixMs, what);
        }

        foreach (TallyEntry tally in new SectionReader(section).Tallies)
            Assert.True(EventValidator.TryValidateTally("any", tally.UnixSecond, tally.Count, out _), what);
        foreach (DropEntry drop in new SectionReader(section).Drops)
        {
            Assert.True(EventValidator.TryValidateDrop("any", drop.UnixSecond, drop.Counts, out _), what);
            Assert.True(drop.UnixSecond * 1000 >= summary.MinTimeUnixMs && drop.UnixSecond * 1000 <= summary.MaxTimeUnixMs, what);
        }
    }
}
