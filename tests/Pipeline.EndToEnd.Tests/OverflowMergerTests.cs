using System.Text;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;
using Pipeline.Silo.Ingest;
using Pipeline.Silo.Ingest.Overflow;

namespace Pipeline.EndToEnd.Tests;

/// <summary>Sections of names without a place become sections of <c>__other__</c>: the same ones at every repeat, and valid.</summary>
public sealed class OverflowMergerTests
{
    private const long Start = 1_800_000_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Merge_RandomSections_KeepsEveryEventAndIsTheSameAgain(int seed)
    {
        SectionToAppend[] sections = [.. Enumerable.Range(0, 40).Select(number => Draw(new Random((seed * 1_000) + number), $"n{number}"))];

        IReadOnlyList<OverflowPart> parts = Merge(sections, out RejectionList rejected);
        IReadOnlyList<OverflowPart> again = Merge(sections, out _);

        Assert.Equal(0, rejected.Count);
        Assert.Equal(parts.Select(part => Convert.ToHexString(part.Bytes.Span)), again.Select(part => Convert.ToHexString(part.Bytes.Span)));
        OverflowPart part = Assert.Single(parts);
        Assert.True(SectionValidator.TryValidate(part.Bytes.Span, out SectionSummary summary, out _));
        Assert.Equal(sections.Sum(section => section.EventCount), summary.EventCount);
        Assert.Equal("__other__", Encoding.UTF8.GetString(new SectionReader(part.Bytes.Span).Endpoint));
        Assert.Equal(sections.Sum(section => section.TallyCount), part.Tallies.Count);
        AssertEventsAre(sections, part);
        AssertTalliesAre(sections, part);
        AssertDropsAre(sections, part);
    }

    [Fact]
    public void Merge_MoreThanASectionHolds_SplitsWithAnIdentityForEachPart()
    {
        SectionToAppend[] sections = [.. Enumerable.Range(0, 3).Select(number => Fill($"n{number}", 50_000))];

        IReadOnlyList<OverflowPart> parts = Merge(sections, out _);

        Assert.Equal([0, 1, 2], parts.Select(part => part.Number));
        Assert.Equal(150_000, parts.Sum(part => part.Events.Count));
        Assert.All(parts, part => Assert.True(SectionValidator.TryValidate(part.Bytes.Span, out _, out _)));
        BatchIdentity batch = new(new SourceIdentity(new SourceId(3, 4), 77), 5);
        BatchIdentity[] identities = [.. parts.Select(part => OverflowIdentity.Of(batch, part.Number)!.Value)];
        Assert.Equal(batch, identities[0]);
        Assert.Equal(3, identities.Select(identity => identity.Source.Id).Distinct().Count());
        Assert.All(identities, identity => Assert.Equal((5UL, 77L), (identity.Sequence, identity.Source.StartUnixMs)));
        Assert.Equal(identities[2], OverflowIdentity.Of(batch, 2));
        Assert.Null(OverflowIdentity.Of(null, 2));
    }

    [Fact]
    public void Merge_SampledEventsWithoutTallies_AreTalliedByTheirRoundedWeight()
    {
        SectionWriter writer = new("n");
        for (int i = 0; i < 3; i++)
            writer.Add(new EventRecord { TimeUnixMs = Start + i, WeightMicro = 1_500_000, Outcome = i == 0 ? Outcome.Error : Outcome.Ok });
        writer.Add(new EventRecord { TimeUnixMs = Start + 1_000, Count = EventLimits.CountMax, WeightMicro = EventLimits.WeightMicroMax });

        OverflowPart part = Assert.Single(Merge([ToAppend("n", writer)], out _));

        List<(Outcome, long, long)> tallies = [];
        foreach (TallyEntry tally in new SectionReader(part.Bytes.Span).Tallies)
            tallies.Add((tally.Outcome, tally.UnixSecond - (Start / 1_000), tally.Count));
        Assert.Equal([(Outcome.Ok, 0, 3), (Outcome.Error, 0, 2), (Outcome.Ok, 1, EventLimits.CountMax)], tallies);
        Assert.Empty(part.Tallies);
    }

    private static void AssertEventsAre(SectionToAppend[] sections, OverflowPart part)
    {
        List<EventRecord> merged = Decode(part.Bytes, part.Events.Count);
        Dictionary<int, List<EventRecord>> originals = sections.Index().ToDictionary(pair => pair.Index, pair => Decode(pair.Item.Bytes, pair.Item.EventCount));
        for (int index = 0; index < merged.Count; index++)
        {
            EventRecord original = originals[part.Events[index].Section][part.Events[index].Index];
            Assert.Equal(Describe(original), Describe(merged[index]));
        }
    }

    /// <summary>Calls by segment, second and outcome: tallies where a section has any, else what its events stand for.</summary>
    private static void AssertTalliesAre(SectionToAppend[] sections, OverflowPart part)
    {
        Dictionary<(string, long, Outcome), double> expected = [];
        foreach (SectionToAppend section in sections)
        {
            if (section.TallyCount > 0)
                AddTallies(section.Bytes, expected);
            else
                Decode(section.Bytes, section.EventCount).ForEach(record => Add(expected, (record.Segment, record.TimeUnixMs / 1_000, record.Outcome), record.Count * record.WeightMicro / 1e6));
        }

        Dictionary<(string, long, Outcome), double> merged = [];
        AddTallies(part.Bytes, merged);
        Assert.Equal(expected.Keys.Order(), merged.Keys.Order());
        Assert.All(expected, pair => Assert.InRange(merged[pair.Key], pair.Value - 0.5, pair.Value + 0.5));
    }

    private static void AssertDropsAre(SectionToAppend[] sections, OverflowPart part)
    {
        List<(string, long, DropCounts)> expected = [.. sections.SelectMany(section => DropsOf(section.Bytes))];
        Assert.Equal(expected, DropsOf(part.Bytes));
        Assert.Equal(expected.Count, part.DropCount);
    }

    private static List<(string, long, DropCounts)> DropsOf(ReadOnlyMemory<byte> bytes)
    {
        SectionReader reader = new(bytes.Span);
        List<(string, long, DropCounts)> drops = [];
        foreach (DropEntry drop in reader.Drops)
            drops.Add((Encoding.UTF8.GetString(reader.GetUtf8(drop.SegmentIndex)), drop.UnixSecond, drop.Counts));
        return drops;
    }

    private static void AddTallies(ReadOnlyMemory<byte> bytes, Dictionary<(string, long, Outcome), double> tallies)
    {
        SectionReader reader = new(bytes.Span);
        foreach (TallyEntry tally in reader.Tallies)
            Add(tallies, (Encoding.UTF8.GetString(reader.GetUtf8(tally.SegmentIndex)), tally.UnixSecond, tally.Outcome), tally.Count);
    }

    private static void Add(Dictionary<(string, long, Outcome), double> sums, (string, long, Outcome) key, double calls) =>
        sums[key] = sums.GetValueOrDefault(key) + calls;

    private static string Describe(EventRecord record) =>
        $"{record.TimeUnixMs} {record.Segment} {record.Outcome} {record.Count} {record.WeightMicro} {record.DurationNs} {record.Error} {record.TraceId} "
        + $"{string.Join(' ', record.Operations.OrderBy(operation => operation.Name, StringComparer.Ordinal))} {string.Join(' ', record.Values)} {record.Resources[Resource.CpuTime]}";

    private static List<EventRecord> Decode(ReadOnlyMemory<byte> bytes, int count)
    {
        List<EventRecord> records = [];
        if (count > 0)
            new SectionEventDecoder().Decode(bytes.Span, new EventSelection(0, count, long.MinValue, long.MaxValue, null), records);
        return records;
    }

    private static IReadOnlyList<OverflowPart> Merge(SectionToAppend[] sections, out RejectionList rejected)
    {
        rejected = new RejectionList();
        OverflowMerger merger = new(rejected);
        for (int number = 0; number < sections.Length; number++)
            merger.Add(number, sections[number]);
        return merger.Finish();
    }

    private static SectionToAppend Draw(Random random, string endpoint)
    {
        SectionWriter writer = new(endpoint);
        for (int count = random.Next(0, 60); count > 0; count--)
        {
            EventRecord record = new()
            {
                TimeUnixMs = Start + random.Next(5_000),
                Segment = $"s{random.Next(3)}",
                Outcome = (Outcome)random.Next(2),
                Count = random.Next(3) == 0 ? random.Next(1, 9) : 1,
                WeightMicro = random.Next(3) == 0 ? random.Next(1_000_000, 9_000_000) : 1_000_000,
                DurationNs = random.Next(4) == 0 ? null : random.Next(1_000_000),
                Error = random.Next(9) == 0 ? "broken" : null,
                TraceId = random.Next(4) == 0 ? new TraceId(1, (ulong)random.Next(1, 99)) : default,
            };
            record.Resources.Set(Resource.CpuTime, random.Next(100_000));
            for (int operation = random.Next(4); operation > 0; operation--)
                record.Operations.Add(new OperationUsage($"op{operation}", OperationKind.Function, random.Next(9) * 1_000, random.Next(2) == 0 ? null : 77));
            if (random.Next(3) == 0)
                record.Values.Add(new EventValue("revenue", ValueKind.Sum, random.Next(1_000)));
            writer.Add(record);
        }

        for (int count = random.Next(3) == 0 ? random.Next(1, 5) : writer.EventCount == 0 ? 1 : 0; count > 0; count--)
            writer.AddTally($"s{random.Next(3)}", (Outcome)random.Next(2), (Start / 1_000) + random.Next(5), random.Next(1, 50));
        for (int count = random.Next(3); count > 0; count--)
            writer.AddDrop($"s{random.Next(3)}", (DropCause)random.Next(DropCauses.Count), (Start / 1_000) + random.Next(5), random.Next(9), 1);
        return ToAppend(endpoint, writer);
    }

    private static SectionToAppend Fill(string endpoint, int count)
    {
        SectionWriter writer = new(endpoint);
        for (int index = 0; index < count; index++)
            writer.Add(new EventRecord { TimeUnixMs = Start + (index % 1_000) });
        return ToAppend(endpoint, writer);
    }

    private static SectionToAppend ToAppend(string endpoint, SectionWriter writer) => new(endpoint, writer.ToArray(), writer.EventCount, writer.TallyCount, null);
}
