using System.Buffers.Binary;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

public class SectionValidatorTests
{
    private static readonly byte[] Sound = Samples.CreateAllFields().ToArray();
    private static readonly SectionHeader Header = SectionHeader.ReadTrusted(Sound);

    [Fact]
    public void TryValidate_DamagedOnTheWay_IsABadChecksum()
    {
        byte[] damaged = [.. Sound];
        damaged[^20] ^= 1;
        Expect(WireFault.BadChecksum, damaged);
    }

    [Fact]
    public void TryValidate_OtherFormat_IsBadMagic() => Expect(WireFault.BadMagic, SectionBytes.With(Sound, 0, (byte)'X'));

    [Fact]
    public void TryValidate_NewerVersionOrFlag_IsUnsupported()
    {
        Expect(WireFault.UnsupportedVersion, SectionBytes.With(Sound, 4, 2));
        Expect(WireFault.UnsupportedVersion, SectionBytes.With(Sound, SectionFormat.FlagsAt, 4));
    }

    [Fact]
    public void TryValidate_OneByteMoreOrLess_IsNamed()
    {
        Expect(WireFault.TrailingBytes, [.. Sound, 0]);
        Expect(WireFault.Truncated, Sound[..^1]);
        Expect(WireFault.TrailingBytes, SectionBytes.Seal([.. Sound, 0]));
    }

    [Theory]
    [InlineData(SectionFormat.EventCountAt)]
    [InlineData(SectionFormat.TallyCountAt)]
    [InlineData(SectionFormat.StringCountAt)]
    public void TryValidate_CountBeyondTheLimit_IsRefused(int at)
        => Expect(WireFault.LimitExceeded, SectionBytes.With(Sound, at, 0, 0, 0, 0x7f));

    [Theory]
    [InlineData(SectionFormat.DictionaryBytesAt)]
    [InlineData(SectionFormat.TallyBytesAt)]
    public void TryValidate_PartLongerThanTheSection_IsTruncated(int at)
        => Expect(WireFault.Truncated, SectionBytes.With(Sound, at, 0xff, 0xff, 0xff, 0x7f));

    [Fact]
    public void TryValidate_ControlCharacterInAName_IsABadName()
    {
        Expect(WireFault.BadName, SectionBytes.With(Sound, SectionFormat.HeaderSize, 0x1f));
        Expect(WireFault.BadName, SectionBytes.With(Sound, Header.StringsAt, 0x7f));
        Expect(WireFault.BadName, SectionBytes.With(Sound, Header.StringsAt, 0xc2, 0x85));
        Expect(WireFault.BadName, SectionBytes.With(Sound, Header.StringsAt, 0xff));
    }

    [Fact]
    public void TryValidate_DictionaryEndsFalling_IsBadStructure()
        => Expect(WireFault.BadStructure, SectionBytes.With(Sound, Header.EndsAt, 0xff, 0x00));

    [Fact]
    public void TryValidate_BaseTimeBeforeTheEarliest_IsBadStructure()
    {
        byte[] bytes = [.. Sound];
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(SectionFormat.BaseTimeAt), Samples.Start - 10_000);
        Expect(WireFault.BadStructure, SectionBytes.Seal(bytes));
    }

    [Fact]
    public void TryValidate_WithoutTimeOrSegment_MissesAColumn()
    {
        Expect(WireFault.MissingColumn, SectionBytes.WithoutColumn(Sound, (byte)ColumnId.Time));
        Expect(WireFault.MissingColumn, SectionBytes.WithoutColumn(Sound, (byte)ColumnId.Segment));
    }

    [Fact]
    public void TryValidate_ColumnTwice_IsBadStructure()
        => Expect(WireFault.BadStructure, SectionBytes.WithColumn(Sound, (byte)ColumnId.Outcome, ColumnEncoding.Constant, 0, 0));

    [Theory]
    [InlineData(ColumnEncoding.Raw, 0)]
    [InlineData(ColumnEncoding.Delta, 0)]
    [InlineData(0x40, 0)]
    [InlineData(0x80, 0)]
    [InlineData(ColumnEncoding.Constant, 10)]
    public void TryValidate_KnownColumnInUnknownEncoding_IsRefused(byte encoding, byte exponent)
        => Expect(WireFault.UnknownEncoding, Replaced(ColumnId.Count, encoding, exponent, 1));

    [Fact]
    public void TryValidate_PresenceOfANecessaryColumn_MustBeAll()
        => Expect(WireFault.BadStructure, Replaced(ColumnId.Count, ColumnEncoding.PresenceBitmap, 0, 0b011, 1));

    [Theory]
    [InlineData(ColumnId.Count, ColumnEncoding.Constant, 0, new byte[] { 0 })]
    [InlineData(ColumnId.Weight, ColumnEncoding.Constant, 5, new byte[] { 9 })]
    [InlineData(ColumnId.Outcome, ColumnEncoding.Constant, 0, new byte[] { 2 })]
    [InlineData(ColumnId.Segment, ColumnEncoding.Constant, 0, new byte[] { 2 })]
    [InlineData(ColumnId.Duration, ColumnEncoding.Constant | ColumnEncoding.Zigzag, 0, new byte[] { 1 })]
    [InlineData(ColumnId.Duration, ColumnEncoding.Constant, 9, new byte[] { 0xff, 0xff, 0xff, 0x7f })]
    [InlineData(ColumnId.Duration, ColumnEncoding.Constant, 0, new byte[] { 1, 1 })]
    [InlineData(ColumnId.Duration, ColumnEncoding.Varint, 0, new byte[] { 1, 1 })]
    [InlineData(ColumnId.Duration, ColumnEncoding.Varint, 0, new byte[] { 1, 1, 0x81 })]
    [InlineData(ColumnId.Duration, ColumnEncoding.Packed, 0, new byte[] { 0, 57, 0 })]
    [InlineData(ColumnId.Duration, ColumnEncoding.Packed, 0, new byte[] { 0, 1, 0b1000 })]
    [InlineData(ColumnId.Duration, ColumnEncoding.Sparse, 0, new byte[] { 0, 1, 3, 7 })]
    [InlineData(ColumnId.Duration, ColumnEncoding.Sparse, 0, new byte[] { 0, 4, 0, 7, 0, 7, 0, 7, 0, 7 })]
    [InlineData(ColumnId.Time, ColumnEncoding.Delta, 0, new byte[] { 0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f })]
    [InlineData(ColumnId.Time, ColumnEncoding.Delta | ColumnEncoding.Zigzag, 0, new byte[] { 0, 0, 1 })]
    public void TryValidate_ValuesOutOfRangeOrNotWhole_AreBadNumbers(ColumnId id, byte encoding, byte exponent, byte[] payload)
        => Expect(WireFault.BadNumber, Replaced(id, encoding, exponent, payload));

    [Fact]
    public void TryValidate_PackedNumbersAllowedThoughTheirWidthIsNot_AreTaken()
    {
        // Three segments need two bits, which could also say 3: the numbers themselves have to be looked at.
        SectionWriter writer = new("checkout");
        for (int index = 0; index < 30; index++)
            writer.Add(new EventRecord { TimeUnixMs = index, Segment = $"s{index % 3}" });
        byte[] section = writer.ToArray();
        int at = SectionBytes.FindColumn(section, (byte)ColumnId.Segment).At;
        Assert.Equal(ColumnEncoding.Packed, section[at + 1]);
        Assert.True(SectionValidator.TryValidate(section, out _, out WireError error), error.ToString());
        Expect(WireFault.BadNumber, SectionBytes.With(section, at + 6, 0xff));
    }

    [Fact]
    public void TryValidate_ManyGroupsOverAllEvents_ExceedTheWorkASectionMayAskFor()
    {
        SectionWriter writer = new("checkout");
        EventRecord record = new() { TimeUnixMs = 1 };
        int groups = (EventLimits.EntriesPerSectionMax / EventLimits.EventsPerSectionMax) + 1;
        for (int index = 0; index < groups; index++)
            record.Operations.Add(new OperationUsage($"f{index}", OperationKind.Function, 1_000));
        for (int index = 0; index < 100; index++)
            writer.Add(record);

        // All columns are constant: only the count of events has to be changed.
        byte[] bytes = writer.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(SectionFormat.EventCountAt), EventLimits.EventsPerSectionMax);
        Expect(WireFault.LimitExceeded, SectionBytes.Seal(bytes));
    }

    [Fact]
    public void TryValidate_DropsAnnouncedButNotThere_AreTruncated()
        => Expect(WireFault.Truncated, SectionBytes.With(Sound, SectionFormat.FlagsAt, SectionFormat.FlagDrops));

    [Fact]
    public void TryValidate_DropsThereButNotAnnounced_AreTrailingBytes()
        => Expect(WireFault.TrailingBytes, SectionBytes.With(Samples.CreateDrops().ToArray(), SectionFormat.FlagsAt, 0));

    [Theory]
    [InlineData(WireFault.LimitExceeded, 0, 0)]
    [InlineData(WireFault.BadNumber, 1, 6)]
    [InlineData(WireFault.BadNumber, 1, 7)]
    [InlineData(WireFault.BadNumber, 1, 8)]
    [InlineData(WireFault.BadNumber, 2, 3)]
    [InlineData(WireFault.BadStructure, 2, 4)]
    [InlineData(WireFault.BadNumber, 3, 0)]
    [InlineData(WireFault.TrailingBytes, 4, 3)]
    [InlineData(WireFault.Truncated, 0, 2)]
    public void TryValidate_DropsOutOfRange_AreRefused(WireFault fault, int index, byte value)
    {
        // One drop: how many, segment and cause, second, events, calls; the last byte is free for one that is not there.
        SectionWriter writer = new("checkout");
        writer.AddDrop("free", DropCause.BufferFull, 1, 5, 0);
        byte[] section = writer.ToArray();
        int at = SectionHeader.ReadTrusted(section).TalliesAt;
        Assert.Equal([1, 0, 0, 5, 0], section[at..^SectionFormat.ChecksumSize]);
        if (fault == WireFault.TrailingBytes)
        {
            section = [.. section.AsSpan(0, at + 5), value, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(SectionFormat.TallyBytesAt), 6);
            Expect(fault, SectionBytes.Seal(section));
            return;
        }

        Expect(fault, SectionBytes.With(section, at + index, value));
    }

    [Fact]
    public void TryValidate_MoreDropsThanASectionMayHold_IsRefusedBeforeReadingThem()
    {
        SectionWriter writer = new("checkout");
        for (int drop = 0; drop < EventLimits.DropsPerSectionMax; drop++)
            writer.AddDrop("free", DropCause.BufferFull, 1, 5, 0);
        Assert.False(writer.TryAddDrop("free", DropCause.BufferFull, 1, 5, 0, out EventError full));
        Assert.Equal("the section is full", full.ToString());
        byte[] section = writer.ToArray();
        Assert.True(SectionValidator.TryValidate(section, out _, out WireError error), error.ToString());

        // 65,536 as three bytes of seven bits: its lowest bit makes it one more.
        Expect(WireFault.LimitExceeded, SectionBytes.With(section, SectionHeader.ReadTrusted(section).TalliesAt, 0x81));
    }

    private static byte[] Replaced(ColumnId id, byte encoding, byte exponent, params byte[] payload)
        => SectionBytes.WithColumn(SectionBytes.WithoutColumn(Sound, (byte)id), (byte)id, encoding, exponent, payload);

    private static void Expect(WireFault fault, byte[] section)
    {
        Assert.False(SectionValidator.TryValidate(section, out SectionSummary summary, out WireError error));
        Assert.Equal(fault, error.Fault);
        Assert.Equal(default, summary);
    }
}
