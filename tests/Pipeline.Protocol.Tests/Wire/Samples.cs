using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

/// <summary>Sections and batches that never change: the golden files hold their bytes.</summary>
internal static class Samples
{
    public const long Start = 1_770_127_327_125;

    /// <summary>Every field once, some absent in places, and two tallies.</summary>
    public static SectionWriter CreateAllFields()
    {
        SectionWriter writer = new("/recommend");
        for (int index = 0; index < 3; index++)
            writer.Add(CreateEvent(index));
        writer.AddTally("premium", Outcome.Ok, Start / 1000, 1_904);
        writer.AddTally("free", Outcome.Error, (Start / 1000) + 1, 3);
        return writer;
    }

    /// <summary>Drops behind events and tallies, of every cause, earlier and later than these.</summary>
    public static SectionWriter CreateDrops()
    {
        SectionWriter writer = CreateAllFields();
        for (int cause = 0; cause < DropCauses.Count; cause++)
            writer.AddDrop(cause % 2 == 0 ? "free" : "batch", (DropCause)cause, (Start / 1000) - 3 + cause, 12 * cause, 1 + (1_000 * cause));
        return writer;
    }

    /// <summary>Enough events for several packed blocks, with an outlier and a varying number of digits.</summary>
    public static SectionWriter CreateManyEvents()
    {
        SectionWriter writer = new("checkout");
        uint state = 12_345;
        for (int index = 0; index < 200; index++)
        {
            EventRecord record = new()
            {
                TimeUnixMs = Start + (index * 10),
                Segment = Next(ref state) % 4 == 0 ? "premium" : "free",
                DurationNs = index == 77 ? 8_000_000_000 : (20_000 + (Next(ref state) % 30_000)) * 1_000,
                Outcome = index % 100 == 42 ? Outcome.Error : Outcome.Ok,
            };
            record.Resources.Set(Resource.DbQueries, 1 + (Next(ref state) % 7));
            record.Operations.Add(new OperationUsage("json.dumps", OperationKind.Function, 1_000 * (3 + (Next(ref state) % 3))));
            if (Next(ref state) % 2 == 0)
                record.Operations.Add(new OperationUsage("redis", OperationKind.Dependency, 1_000, 1_000 * (Next(ref state) % 5_000)));
            writer.Add(record);
        }

        return writer;
    }

    public static BatchWriter CreateBatch()
    {
        SourceIdentity source = new(new SourceId(0x0011_2233_4455_6677, 0x8899_aabb_ccdd_eeff), Start - 1_000);
        BatchWriter writer = new(new BatchIdentity(source, 7));
        Assert.True(writer.TryAdd(CreateAllFields()));
        Assert.True(writer.TryAdd(CreateManyEvents()));
        return writer;
    }

    private static EventRecord CreateEvent(int index)
    {
        EventRecord record = new()
        {
            TimeUnixMs = Start + index,
            Segment = index == 1 ? "free" : "premium",
            DurationNs = index == 2 ? null : 812_400_000,
            Outcome = index == 1 ? Outcome.Error : Outcome.Ok,
            Error = index == 1 ? "Zeitüberschreitung" : null,
            Count = 1 + index,
            WeightMicro = 1_000_000 + (500_000 * index),
            TraceId = index == 0 ? new TraceId(0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210) : default,
            SpanId = index == 0 ? new SpanId(0x0123_4567_89ab_cdef) : default,
        };
        for (int resource = 0; resource < ResourceUsage.ResourceCount; resource++)
        {
            if (resource % 3 != index)
                record.Resources.Set((Resource)resource, (1_000 * (resource + 1)) + index);
        }

        record.Resources.Set(Resource.MemoryDelta, index == 0 ? 4_096 : -8_192);
        record.Operations.Add(new OperationUsage("json.dumps", OperationKind.Function, 847_000, 590_000_000, 580_000_000));
        if (index != 1)
            record.Operations.Add(new OperationUsage("redis", OperationKind.Dependency, 14_600, 6_200_000, null, index));
        record.Values.Add(new EventValue("revenue", ValueKind.Sum, index == 1 ? -19_990_000 : 19_990_000));
        if (index == 2)
            record.Values.Add(new EventValue("bytes", ValueKind.Distribution, 5_120_000_000));
        return record;
    }

    private static uint Next(ref uint state) => (state = (state * 1_664_525) + 1_013_904_223) >> 8;
}
