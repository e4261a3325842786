using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Ndjson;
using Pipeline.Protocol.Tests.Events;
using Pipeline.Protocol.Tests.Wire;

namespace Pipeline.Protocol.Tests.Ndjson;

/// <summary>What is written is read back as the same event.</summary>
public sealed class NdjsonWriterTests
{
    [Fact]
    public void Write_RandomEvents_AreReadBackEqual()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            foreach (EventRecord record in new RandomEvents(seed).CreateMany(50))
            {
                record.Endpoint = "/größe \"x\"";
                Assert.Equal(EventText.Of(record), EventText.Of(Lines.Event(Write(record))));
            }
        }
    }

    [Fact]
    public void Write_OneNameAsSeveralKinds_IsReadBackEqual()
    {
        EventRecord record = new() { TimeUnixMs = 1, Endpoint = "/cart" };
        record.Operations.Add(new OperationUsage("redis", OperationKind.Function, 1_500));
        record.Operations.Add(new OperationUsage("redis", OperationKind.Io, 2_000, TimeNs: 1));
        record.Values.Add(new EventValue("bytes", ValueKind.Sum, -1));
        record.Values.Add(new EventValue("bytes", ValueKind.Distribution, 7_000_000));

        string line = Write(record);

        Assert.Contains("""
            "operations":{"redis":[{"kind":"function","count":1.5},{"kind":"io","count":2,"ms":0.000001}]},"values":{"bytes":{"sum":-0.000001,"distribution":7}}
            """, line, StringComparison.Ordinal);
        Assert.Equal(EventText.Of(record), EventText.Of(Lines.Event(line)));
    }

    [Fact]
    public void Write_UsualValues_AreLeftOut()
        => Assert.Equal(
            """{"time":5,"endpoint":"/cart","segment":"default","outcome":"ok"}""",
            Write(new EventRecord { TimeUnixMs = 5, Endpoint = "/cart" }));

    [Fact]
    public void WriteDrop_EveryCause_IsReadBackEqual()
    {
        for (int cause = 0; cause < DropCauses.Count; cause++)
        {
            DropCounts drop = new((DropCause)cause, cause, 7);
            string line = Write(json => NdjsonWriter.WriteDrop("/größe", "free", 5, drop, json));
            NdjsonParser parser = new();
            EventRecord record = new();
            Assert.Equal(NdjsonLineKind.Drop, parser.Parse(Encoding.UTF8.GetBytes(line), record, out _, out _));
            Assert.Equal(("/größe", "free", 5_000, drop), (record.Endpoint, record.Segment, record.TimeUnixMs, parser.Drop));
        }
    }

    private static string Write(EventRecord record) => Write(json => NdjsonWriter.Write(record, json));

    private static string Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
