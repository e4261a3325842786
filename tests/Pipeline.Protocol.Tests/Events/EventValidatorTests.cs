using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Tests.Events;

public class EventValidatorTests
{
    [Fact]
    public void TryValidate_LeastEvent_IsValid() => Assert.True(EventValidator.TryValidate(new EventRecord(), out _));

    [Fact]
    public void TryValidate_EachFieldOutOfRange_IsNamed()
    {
        Expect("time", record => record.TimeUnixMs = -1);
        Expect("time", record => record.TimeUnixMs = EventLimits.TimeUnixMsMax + 1);
        Expect("duration_ms", record => record.DurationNs = EventLimits.AmountMax + 1);
        Expect("count", record => record.Count = 0);
        Expect("weight", record => record.WeightMicro = 999_999);
        Expect("outcome", record => record.Outcome = (Outcome)2);
        Expect("segment", record => record.Segment = new string('s', 129));
        Expect("cpu_ms", record => record.Resources.Set(Resource.CpuTime, -1));
        Expect("memory_delta", record => record.Resources.Set(Resource.MemoryDelta, -EventLimits.AmountMax - 1));
        Expect("operations.f.count", record => record.Operations.Add(new OperationUsage("f", OperationKind.Io, -1)));
        Expect("operations.f.ms", record => record.Operations.Add(new OperationUsage("f", OperationKind.Io, 1, -1)));
        Expect("operations.f.self_ms", record => record.Operations.Add(new OperationUsage("f", OperationKind.Io, 1, 1, -1)));
        Expect("operations.f.errors", record => record.Operations.Add(new OperationUsage("f", OperationKind.Io, 1, 1, 1, -1)));
        Expect("operations.f.kind", record => record.Operations.Add(new OperationUsage("f", (OperationKind)3, 1)));
        Expect("operations", record => record.Operations.Add(new OperationUsage("", OperationKind.Io, 1)));
        Expect("values.v", record => record.Values.Add(new EventValue("v", ValueKind.Distribution, -1)));
        Expect("values.v", record => record.Values.Add(new EventValue("v", ValueKind.Sum, EventLimits.ValueMicroMax + 1)));
        Expect("values", record => record.Values.AddRange(Enumerable.Repeat(new EventValue("v", ValueKind.Sum, 1), 65)));
    }

    [Fact]
    public void Reset_UsedRecord_IsAsNew()
    {
        EventRecord record = new() { TimeUnixMs = 9, Segment = "s", Error = "e", Count = 2, DurationNs = 1, Outcome = Outcome.Error, SpanId = new SpanId(1) };
        record.Resources.Set(Resource.Threads, 1);
        record.Operations.Add(new OperationUsage("f", OperationKind.Io, 1));
        record.Reset();
        Assert.Equal(EventText.Of(new EventRecord()), EventText.Of(record));
    }

    private static void Expect(string field, Action<EventRecord> spoil)
    {
        EventRecord record = new();
        spoil(record);
        Assert.False(EventValidator.TryValidate(record, out EventError error));
        Assert.Equal(field, error.Field);
    }
}
