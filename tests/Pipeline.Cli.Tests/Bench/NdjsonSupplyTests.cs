using Pipeline.Cli.Bench;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Ndjson;

namespace Pipeline.Cli.Tests.Bench;

public sealed class NdjsonSupplyTests
{
    private const long NowUnixMs = 1_800_000_000_000;

    [Fact]
    public void Next_AnySequence_IsSoundNdjsonOfThisMoment()
    {
        NdjsonSupply supply = new(new NdjsonTemplates(new SyntheticEvents(seed: 3)));
        ReadOnlyMemory<byte> body = supply.Next(new BatchIdentity(new SourceIdentity(new SourceId(7, 8), NowUnixMs), 1), NowUnixMs);

        NdjsonParser parser = new();
        EventRecord record = new();
        int lineCount = 0;
        foreach (Range line in body.Span.Split((byte)'\n'))
        {
            if (body.Span[line].IsEmpty)
                continue;
            lineCount++;
            Assert.Equal(NdjsonLineKind.Event, parser.Parse(body.Span[line], record, out _, out EventError error));
            Assert.True(error.IsNone, error.ToString());
            Assert.InRange(NowUnixMs - record.TimeUnixMs, 0, BatchPlan.SpanMs);
            Assert.Equal(SyntheticEvents.OperationsPerEvent, record.Operations.Count);
        }

        Assert.Equal(supply.EventsPerBatch, lineCount);
    }

    [Fact]
    public void Write_AnyEvent_IsReadBackAsItWas()
    {
        SyntheticEvents events = new(seed: 4);
        EventRecord record = new();
        EventRecord readBack = new();
        NdjsonParser parser = new();
        for (int endpoint = 0; endpoint < SyntheticEvents.EndpointCount; endpoint++)
        {
            System.Buffers.ArrayBufferWriter<byte> line = new();
            events.Next(endpoint, NowUnixMs, record);
            NdjsonEventWriter.Write(record, line);

            Assert.Equal(NdjsonLineKind.Event, parser.Parse(line.WrittenSpan[..^1], readBack, out _, out _));
            Assert.Equal(record.Endpoint, readBack.Endpoint);
            Assert.Equal(record.Segment, readBack.Segment);
            Assert.Equal(record.Outcome, readBack.Outcome);
            Assert.Equal(record.DurationNs, readBack.DurationNs);
            Assert.Equal(record.Resources[Resource.CpuTime], readBack.Resources[Resource.CpuTime]);
            Assert.Equal(record.Operations, readBack.Operations);
        }
    }
}
