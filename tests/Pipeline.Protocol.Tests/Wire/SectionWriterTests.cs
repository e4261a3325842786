using System.Text;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

public class SectionWriterTests
{
    [Fact]
    public void TryAdd_SameOperationTwice_IsRefusedAndLeavesNoTrace()
    {
        SectionWriter writer = new("checkout");
        EventRecord doubled = new() { TimeUnixMs = 1 };
        doubled.Operations.Add(new OperationUsage("redis", OperationKind.Dependency, 1_000));
        doubled.Operations.Add(new OperationUsage("redis", OperationKind.Dependency, 2_000));
        Assert.False(writer.TryAdd(doubled, out EventError error));
        Assert.Equal("operations.redis: occurs twice", error.ToString());

        doubled.Operations.RemoveAt(1);
        Assert.True(writer.TryAdd(doubled, out _));
        EventRecord read = Assert.Single(SectionDecoder.Decode(writer.ToArray()));
        Assert.Equal(1_000, Assert.Single(read.Operations).CallsMilli);
    }

    [Fact]
    public void TryAdd_OneSegmentTooMany_IsRefusedAndTheNextEventIsNot()
    {
        SectionWriter writer = new("checkout");
        EventRecord record = new() { TimeUnixMs = 1 };
        for (int index = 0; index < EventLimits.SegmentsPerSectionMax; index++)
        {
            record.Segment = $"s{index}";
            writer.Add(record);
        }

        record.Operations.Add(new OperationUsage("redis", OperationKind.Dependency, 1_000));
        record.Segment = "one more";
        Assert.False(writer.TryAdd(record, out EventError error));
        Assert.Equal("segment", error.Field);
        record.Segment = "s0";
        Assert.True(writer.TryAdd(record, out error), error.ToString());
    }

    [Fact]
    public void TryAdd_SameNameWithTwoKinds_AreTwoOperations()
    {
        SectionWriter writer = new("checkout");
        EventRecord record = new() { TimeUnixMs = 1 };
        record.Operations.Add(new OperationUsage("read", OperationKind.Io, 1_000));
        record.Operations.Add(new OperationUsage("read", OperationKind.Function, 2_000));
        writer.Add(record);
        byte[] section = writer.ToArray();
        Assert.True(SectionValidator.TryValidate(section, out _, out WireError error), error.ToString());
        Assert.Equal(2, Assert.Single(SectionDecoder.Decode(section)).Operations.Count);
    }

    [Fact]
    public void TryAdd_InvalidEvent_IsRefusedByName()
    {
        SectionWriter writer = new("checkout");
        Assert.False(writer.TryAdd(new EventRecord { TimeUnixMs = 1, DurationNs = -1 }, out EventError error));
        Assert.Equal("duration_ms", error.Field);
        Assert.Equal(0, writer.EventCount);
    }

    [Theory]
    [InlineData("", 0, 1, 0, "segment")]
    [InlineData("free", 6, 1, 0, "dropped.cause")]
    [InlineData("free", 0, -1, 1, "dropped.events")]
    [InlineData("free", 0, 1, EventLimits.CountMax + 1, "dropped.calls")]
    [InlineData("free", 0, 0, 0, "dropped")]
    public void TryAddDrop_Invalid_IsRefusedByName(string segment, byte cause, long events, long calls, string field)
    {
        SectionWriter writer = new("checkout");
        Assert.False(writer.TryAddDrop(segment, (DropCause)cause, 1, events, calls, out EventError error));
        Assert.Equal(field, error.Field);
        Assert.True(writer.IsEmpty);
    }

    [Fact]
    public void Add_LongErrorText_IsCutAtACharacterAndPutOnOneLine()
    {
        SectionWriter writer = new("checkout");
        writer.Add(new EventRecord { TimeUnixMs = 1, Error = "line\n" + new string('ü', 300) });
        string? read = Assert.Single(SectionDecoder.Decode(writer.ToArray())).Error;
        Assert.Equal("line " + new string('ü', 125), read);
    }

    [Fact]
    public void WriteTo_DictionaryBeyondSixteenBits_IsWide()
    {
        SectionWriter writer = new("checkout");
        for (int index = 0; index < 700; index++)
            writer.Add(new EventRecord { TimeUnixMs = index, Error = $"{index} " + new string('x', 100) });
        byte[] section = writer.ToArray();
        Assert.Equal(SectionFormat.FlagWideDictionary, section[SectionFormat.FlagsAt]);
        Assert.True(SectionValidator.TryValidate(section, out _, out WireError error), error.ToString());
        Assert.StartsWith("699 x", SectionDecoder.Decode(section)[699].Error, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteTo_Twice_GivesTheSameBytes()
    {
        SectionWriter writer = Samples.CreateAllFields();
        Assert.Equal(writer.ToArray(), writer.ToArray());
    }

    [Fact]
    public void Reset_AfterUse_WritesAsIfNew()
    {
        SectionWriter writer = Samples.CreateDrops();
        writer.Reset("/other");
        writer.Add(new EventRecord { TimeUnixMs = 5 });
        SectionWriter fresh = new("/other");
        fresh.Add(new EventRecord { TimeUnixMs = 5 });
        Assert.Equal(fresh.ToArray(), writer.ToArray());
        Assert.Equal(5, writer.MinTimeUnixMs);
    }

    [Fact]
    public void ToArray_Empty_Throws() => Assert.Throws<InvalidOperationException>(() => new SectionWriter("checkout").ToArray());

    [Fact]
    public void TryAdd_UntilFull_StaysWithinTheLimit()
    {
        SectionWriter writer = new("checkout");
        EventRecord record = new() { TimeUnixMs = 1 };
        for (int index = 0; index < EventLimits.OperationsPerEventMax; index++)
            record.Operations.Add(new OperationUsage($"operation {index}", OperationKind.Function, EventLimits.AmountMax - index, EventLimits.AmountMax - (3 * index)));
        EventError error;
        while (writer.TryAdd(record, out error))
        {
            Assert.True(writer.SizeBytesMax <= EventLimits.SectionBytesMax);
        }

        Assert.Equal("the section is full", error.ToString());
        byte[] section = writer.ToArray();
        Assert.True(section.Length <= EventLimits.SectionBytesMax);
        Assert.True(SectionValidator.TryValidate(section, out _, out WireError fault), fault.ToString());
    }

    [Fact]
    public void TryGetColumn_LeftOutColumns_AreConstant()
    {
        SectionWriter writer = new("checkout");
        writer.Add(new EventRecord { TimeUnixMs = 5 });
        writer.Add(new EventRecord { TimeUnixMs = 6 });
        SectionReader reader = new(writer.ToArray());
        Assert.True(reader.TryGetColumn(ColumnId.Weight, out ColumnReader weight));
        Assert.True(weight.IsConstant && weight.AllPresent);
        Assert.Equal(1_000_000, weight.ConstantValue);
        Assert.True(reader.TryGetColumn(ColumnId.Count, out ColumnReader count));
        Assert.Equal(1, count.ConstantValue);
        Assert.False(reader.TryGetColumn(ColumnId.Duration, out _));
        Assert.Equal("checkout", Encoding.UTF8.GetString(reader.Endpoint));
    }
}
