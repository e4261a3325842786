using System.Text;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Ndjson;

namespace Pipeline.Protocol.Tests.Ndjson;

public class NdjsonParserTests
{
    [Fact]
    public void Parse_LeastEvent_HasDefaults()
    {
        EventRecord record = Lines.Event("""{"time":1700000000000,"endpoint":"/recommend"}""");
        Assert.Equal(1_700_000_000_000, record.TimeUnixMs);
        Assert.Equal("/recommend", record.Endpoint);
        Assert.Equal("default", record.Segment);
        Assert.Equal(Outcome.Ok, record.Outcome);
        Assert.Equal(1, record.Count);
        Assert.Equal(1_000_000, record.WeightMicro);
        Assert.Null(record.DurationNs);
        Assert.Equal(0, record.Resources.PresentMask);
    }

    [Fact]
    public void Parse_EveryField_IsTaken()
    {
        EventRecord record = Lines.Event("""
            { "time" : "2023-11-14T22:13:20Z", "endpoint": "checkout", "segment": "premium", "duration_ms": 4240.933351,
              "outcome": "error", "error": "no\u0020stock", "count": 12, "weight": 2.5, "cpu_ms": 1.5, "memory_delta": -4096,
              "allocated": 1024, "db_queries": 3, "cache_hits": 4, "cache_misses": 5, "io_ops": 6, "lock_wait_ms": 0.25, "threads": 7,
              "operations": { "json.dumps": 847, "redis": { "kind": "dependency", "count": 14.6, "ms": 2.5, "self_ms": 1, "errors": 2 } },
              "values": { "revenue": -19.99, "bytes": { "distribution": 512 } },
              "trace_id": "0123456789abcdef0123456789ABCDEF", "span_id": "00000000000000ff", "per_event": false }
            """);
        Assert.Equal(1_700_000_000_000, record.TimeUnixMs);
        Assert.Equal("checkout", record.Endpoint);
        Assert.Equal("premium", record.Segment);
        Assert.Equal(4_240_933_351, record.DurationNs);
        Assert.Equal(Outcome.Error, record.Outcome);
        Assert.Equal("no stock", record.Error);
        Assert.Equal(12, record.Count);
        Assert.Equal(2_500_000, record.WeightMicro);
        Assert.Equal(
            [1_500_000, -4096, 1024, 3, 4, 5, 6, 250_000, 7],
            Enum.GetValues<Resource>().Select(resource => record.Resources[resource]!.Value));
        Assert.Equal(
            [
                new OperationUsage("json.dumps", OperationKind.Function, 847_000),
                new OperationUsage("redis", OperationKind.Dependency, 14_600, 2_500_000, 1_000_000, 2),
            ],
            record.Operations);
        Assert.Equal(
            [new EventValue("revenue", ValueKind.Sum, -19_990_000), new EventValue("bytes", ValueKind.Distribution, 512_000_000)],
            record.Values);
        Assert.Equal("0123456789abcdef0123456789abcdef", record.TraceId.ToString());
        Assert.Equal("00000000000000ff", record.SpanId.ToString());
    }

    [Fact]
    public void Parse_PerEvent_MultipliesResourcesOperationsAndSumsExactly()
    {
        EventRecord record = Lines.EventWith("""
            "db_queries":2.5,"duration_ms":10,"operations":{"redis":{"count":0.3333,"ms":0.1}},"values":{"revenue":1.5,"bytes":{"distribution":512}},
            "per_event":true,"count":10
            """);
        Assert.Equal(25, record.Resources[Resource.DbQueries]);
        Assert.Equal(10_000_000, record.DurationNs);
        Assert.Equal(new OperationUsage("redis", OperationKind.Function, 3_333, 1_000_000), Assert.Single(record.Operations));
        Assert.Equal([15_000_000, 512_000_000], record.Values.Select(value => value.AmountMicro));
    }

    [Fact]
    public void Parse_ErrorTextWithoutOutcome_IsAnError()
        => Assert.Equal(Outcome.Error, Lines.EventWith(""" "error":"timeout" """).Outcome);

    [Fact]
    public void Parse_Null_IsAbsent()
    {
        EventRecord record = Lines.EventWith(""" "cpu_ms":null,"segment":null,"operations":null """);
        Assert.Null(record.Resources[Resource.CpuTime]);
        Assert.Equal("default", record.Segment);
    }

    [Fact]
    public void Parse_Tally_GivesSegmentOutcomeSecondAndNumber()
    {
        EventRecord record = new();
        byte[] line = """{"time":1700000000999,"endpoint":"checkout","segment":"free","outcome":"error","tally":500}"""u8.ToArray();
        Assert.Equal(NdjsonLineKind.Tally, new NdjsonParser().Parse(line, record, out long tally, out _));
        Assert.Equal(500, tally);
        Assert.Equal(("checkout", "free", Outcome.Error, 1_700_000_000_999), (record.Endpoint, record.Segment, record.Outcome, record.TimeUnixMs));
    }

    [Fact]
    public void Parse_Drop_GivesSegmentSecondCauseAndNumbers()
    {
        EventRecord record = new();
        byte[] line = """{"time":1700000000999,"endpoint":"checkout","segment":"free","dropped":{"cause":"spool_full","events":12,"calls":3}}"""u8.ToArray();
        NdjsonParser parser = new();
        Assert.Equal(NdjsonLineKind.Drop, parser.Parse(line, record, out long tally, out _));
        Assert.Equal(new DropCounts(DropCause.SpoolFull, 12, 3), parser.Drop);
        Assert.Equal(("checkout", "free", 1_700_000_000_999, 0), (record.Endpoint, record.Segment, record.TimeUnixMs, tally));
    }

    [Theory]
    [InlineData(""" "durationms":1 """, "durationms", "is not a known field")]
    [InlineData(""" "operations":{"redis":{"count":1,"mss":2}} """, "operations.redis.mss", "is not a known field")]
    [InlineData(""" "count":1,"count":1 """, "count", "occurs twice")]
    [InlineData(""" "count":null,"count":1 """, "count", "occurs twice")]
    [InlineData(""" "operations":{"redis":1,"redis":{"kind":"io","count":1}} """, "operations.redis", "occurs twice")]
    [InlineData(""" "operations":{"redis":{"count":1,"count":1}} """, "operations.redis.count", "occurs twice")]
    [InlineData(""" "values":{"revenue":1,"revenue":1} """, "values.revenue", "occurs twice")]
    [InlineData(""" "operations":{"redis":{"ms":1}} """, "operations.redis.count", "is missing")]
    [InlineData(""" "operations":{"redis":{"count":1,"kind":"database"}} """, "operations.redis.kind", "must be \"function\", \"dependency\" or \"io\"")]
    [InlineData(""" "operations":{"redis":{"count":1,"ms":-1}} """, "operations.redis.ms", "is out of range")]
    [InlineData(""" "operations":{"redis":"1"} """, "operations.redis", "must be a number, an object, or an array of objects")]
    [InlineData(""" "operations":[] """, "operations", "must be an object")]
    [InlineData(""" "operations":{"redis":[]} """, "operations.redis", "is an empty array")]
    [InlineData(""" "operations":{"redis":[1]} """, "operations.redis", "must be a number, an object, or an array of objects")]
    [InlineData(""" "operations":{"redis":[{"count":1},{"count":2}]} """, "operations.redis", "has the same kind twice")]
    [InlineData(""" "operations":{"":1} """, "operations", "has a name that is not 1 to 256 bytes without control characters")]
    [InlineData(""" "values":{"bytes":{"distribution":-1}} """, "values.bytes", "is out of range")]
    [InlineData(""" "values":{"bytes":{"total":1}} """, "values.bytes", "must be a number or {\"distribution\": number}")]
    [InlineData(""" "values":{"bytes":{"distribution":1,"distribution":1}} """, "values.bytes", "must be a number or {\"distribution\": number}")]
    [InlineData(""" "values":{"revenue":1e13} """, "values.revenue", "is out of range")]
    [InlineData(""" "duration_ms":-1 """, "duration_ms", "is out of range")]
    [InlineData(""" "duration_ms":1e400 """, "duration_ms", "is out of range")]
    [InlineData(""" "duration_ms":"12" """, "duration_ms", "must be a number")]
    [InlineData(""" "duration_ms":NaN """, "duration_ms", "must be a number")]
    [InlineData(""" "duration_ms":[[[[[[[[[[[[[[[[ """, "duration_ms", "must be a number")]
    [InlineData(""" "cpu_ms":Infinity """, "cpu_ms", "must be a number")]
    [InlineData(""" "db_queries":99999999999999999999999999 """, "db_queries", "is out of range")]
    [InlineData(""" "count":0 """, "count", "is out of range")]
    [InlineData(""" "count":1.5 """, "count", "must be a whole number")]
    [InlineData(""" "count":1000000001 """, "count", "is out of range")]
    [InlineData(""" "weight":0.5 """, "weight", "is out of range")]
    [InlineData(""" "outcome":"failed" """, "outcome", "must be \"ok\" or \"error\"")]
    [InlineData(""" "segment":"" """, "segment", "must be 1 to 128 bytes without control characters")]
    [InlineData(""" "segment":"a\nb" """, "segment", "must be 1 to 128 bytes without control characters")]
    [InlineData(""" "per_event":1 """, "per_event", "must be true or false")]
    [InlineData(""" "trace_id":"00000000000000000000000000000000" """, "trace_id", "must be 32 hexadecimal digits, not all zero")]
    [InlineData(""" "span_id":"12" """, "span_id", "must be 16 hexadecimal digits, not all zero")]
    [InlineData(""" "tally":5,"count":2 """, "tally", "goes with time, endpoint, segment and outcome only")]
    [InlineData(""" "tally":0 """, "tally", "is out of range")]
    [InlineData(""" "dropped":{"events":1} """, "dropped.cause", "is missing")]
    [InlineData(""" "dropped":{"cause":"lost","events":1} """, "dropped.cause", "must be buffer_full, backlog_full, spool_full, refused, expired or invalid")]
    [InlineData(""" "dropped":{"cause":1,"events":1} """, "dropped.cause", "must be a string")]
    [InlineData(""" "dropped":{"cause":"refused"} """, "dropped", "drops nothing")]
    [InlineData(""" "dropped":{"cause":"refused","events":-1} """, "dropped.events", "is out of range")]
    [InlineData(""" "dropped":{"cause":"refused","events":1.5} """, "dropped.events", "must be a whole number")]
    [InlineData(""" "dropped":{"cause":"refused","calls":1000000001} """, "dropped.calls", "is out of range")]
    [InlineData(""" "dropped":{"cause":"refused","call":1} """, "dropped.call", "is not a known field")]
    [InlineData(""" "dropped":{"cause":"refused","calls":1,"calls":1} """, "dropped.calls", "occurs twice")]
    [InlineData(""" "dropped":5 """, "dropped", "must be an object")]
    [InlineData(""" "dropped":{"cause":"refused","events":1},"tally":1 """, "dropped", "goes with time, endpoint and segment only")]
    [InlineData(""" "dropped":{"cause":"refused","events":1},"outcome":"ok" """, "dropped", "goes with time, endpoint and segment only")]
    public void Parse_BadMember_IsRefusedByName(string members, string field, string reason)
        => Assert.Equal(new EventError(field, reason), Lines.ErrorWith(members));

    [Theory]
    [InlineData("""{"endpoint":"a"}""", "time", "is missing")]
    [InlineData("""{"time":null,"endpoint":"a"}""", "time", "is missing")]
    [InlineData("""{"time":1700000000000}""", "endpoint", "is missing")]
    [InlineData("""{"time":-1,"endpoint":"a"}""", "time", "is out of range")]
    [InlineData("""{"time":"yesterday","endpoint":"a"}""", "time", "must be Unix milliseconds or an RFC 3339 time")]
    [InlineData("""{"time":true,"endpoint":"a"}""", "time", "must be a number")]
    [InlineData("""{"time":0,"endpoint":7}""", "endpoint", "must be a string")]
    public void Parse_BadEvent_IsRefusedByName(string line, string field, string reason)
        => Assert.Equal(new EventError(field, reason), Lines.Error(line));

    [Theory]
    [InlineData("x")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("""{"time":1 "endpoint":"a"}""")]
    [InlineData("""{"time":1,"endpoint":"a",}""")]
    [InlineData("""{,"time":1,"endpoint":"a"}""")]
    [InlineData("""{"time":1,"endpoint":"a"} x""")]
    [InlineData("""{"time":1,"endpoint":"a}""")]
    [InlineData("""{"time":1,"endpoint":"a\"}""")]
    [InlineData("""{"time":1,"endpoint":"\x"}""")]
    [InlineData("""{"time":1,"endpoint":"\ud800"}""")]
    [InlineData("""{"time":1,"endpoint":"\u12"}""")]
    [InlineData("""{"time":01,"endpoint":"a"}""")]
    [InlineData("""{"time":1.,"endpoint":"a"}""")]
    [InlineData("""{"time":1e,"endpoint":"a"}""")]
    [InlineData("""{"time":-,"endpoint":"a"}""")]
    [InlineData("""{"time":1,"per_event":tru}""")]
    [InlineData("""{"time":nul}""")]
    [InlineData("{\"time\":1,\"endpoint\":\"a\tb\"}")]
    public void Parse_NotJson_IsRefused(string line)
        => Assert.Contains("is not JSON near byte", Lines.Error(line).Reason, StringComparison.Ordinal);

    [Fact]
    public void Parse_InvalidUtf8_IsRefused()
    {
        byte[] line = [.. "{\"time\":1,\"endpoint\":\""u8, 0xff, .. "\"}"u8];
        Assert.Equal(new EventError("", "is not UTF-8"), Lines.Error(line));
    }

    [Fact]
    public void Parse_OverlongLine_IsRefused()
    {
        string line = Lines.Start + new string(' ', NdjsonParser.LineBytesMax) + "}";
        Assert.Equal(new EventError("", "is longer than 256 KiB"), Lines.Error(line));
    }

    [Fact]
    public void Parse_HostileFieldName_IsQuotedShortAndOnOneLine()
    {
        EventError error = Lines.ErrorWith($"\"a\\nb{new string('x', 10_000)}\":1");
        Assert.StartsWith("a?bxxx", error.Field, StringComparison.Ordinal);
        Assert.True(error.Field.Length < 70);
    }

    [Fact]
    public void Parse_TooManyOperations_IsRefused()
    {
        string operations = string.Join(',', Enumerable.Range(0, 257).Select(index => $"\"f{index}\":1"));
        Assert.Equal(new EventError("operations", "has more than 256 entries"), Lines.ErrorWith($"\"operations\":{{{operations}}}"));
    }

    [Fact]
    public void Parse_EscapedFieldNameAndSurrogates_AreResolved()
    {
        EventRecord record = Lines.Event("""{"t\u0069me":1,"endpoint":"\/a\\\"\ud83d\ude00"}""");
        Assert.Equal("/a\\\"\U0001F600", record.Endpoint);
    }

    [Fact]
    public void Parse_SameNamesAgain_AllocatesNothing()
    {
        NdjsonParser parser = new();
        EventRecord record = new();
        byte[] line = Encoding.UTF8.GetBytes(
            Lines.Start + ""","segment":"premium","duration_ms":12.345,"operations":{"redis":{"count":3,"ms":1.5},"json.dumps":847}}""");
        parser.Parse(line, record, out _, out _);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int repeat = 0; repeat < 100; repeat++)
            parser.Parse(line, record, out _, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Parse_RandomDamage_NeverThrows()
    {
        const int Seed = 20_260_214;
        Random random = new(Seed);
        NdjsonParser parser = new();
        EventRecord record = new();
        byte[] sound = Encoding.UTF8.GetBytes(
            Lines.Start + ""","error":"\u00e9","operations":{"redis":{"count":3,"ms":1.5e1}},"values":{"bytes":{"distribution":2}},"per_event":true,"count":2}""");
        for (int length = 0; length < sound.Length; length++)
            Assert.True(parser.Parse(sound.AsSpan(0, length), record, out _, out _) == NdjsonLineKind.Invalid, $"cut at {length}");
        for (int round = 0; round < 20_000; round++)
        {
            byte[] damaged = [.. sound];
            for (int change = random.Next(1, 4); change > 0; change--)
                damaged[random.Next(damaged.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : sound[random.Next(sound.Length)];
            parser.Parse(damaged, record, out _, out _);
        }
    }
}
