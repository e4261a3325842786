using System.Buffers;
using BenchmarkDotNet.Attributes;
using Pipeline.Cli.Bench;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Ndjson;

namespace Pipeline.Benchmarks.Ndjson;

/// <summary>What a line of NDJSON costs: parsed alone, and as part of a body that becomes sections. Per line.</summary>
public class NdjsonBenchmarks
{
    private const int LineCount = 1_000;

    private readonly NdjsonParser _parser = new();
    private readonly NdjsonBatchBuilder _builder = new();
    private readonly EventRecord _record = new();
    private byte[] _simple = [];
    private byte[] _detailed = [];
    private byte[] _body = [];

    [GlobalSetup]
    public void Setup()
    {
        _simple = """{"time":1700000000000,"endpoint":"/recommend","segment":"premium","duration_ms":12.345}"""u8.ToArray();
        ArrayBufferWriter<byte> body = new();
        foreach (EventRecord record in SyntheticSections.Events(LineCount, 1_700_000_000_000))
            NdjsonEventWriter.Write(record, body);
        _body = body.WrittenSpan.ToArray();
        _detailed = _body[..Array.IndexOf(_body, (byte)'\n')];
    }

    [Benchmark(Baseline = true)]
    public NdjsonLineKind ParseSimple() => _parser.Parse(_simple, _record, out _, out _);

    [Benchmark]
    public NdjsonLineKind ParseDetailed() => _parser.Parse(_detailed, _record, out _, out _);

    [Benchmark(OperationsPerInvoke = LineCount)]
    public int BuildSections()
    {
        _builder.Build(_body);
        return _builder.AcceptedCount;
    }
}
