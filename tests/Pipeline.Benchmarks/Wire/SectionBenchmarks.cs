using BenchmarkDotNet.Attributes;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Benchmarks.Wire;

/// <summary>What a section costs on its way in: checking it, decoding every column, and, for the sender, writing it. Per section.</summary>
public class SectionBenchmarks
{
    private const long EndUnixMs = 1_700_000_000_000;

    private byte[] _section = [];
    private EventRecord[] _records = [];
    private long[] _values = [];
    private int[] _positions = [];
    private SectionWriter? _writer;

    /// <summary>A busy endpoint's second of one source, and the largest sections worth sending.</summary>
    [Params(100, 10_000)]
    public int EventCount { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _records = SyntheticSections.Events(EventCount, EndUnixMs);
        _section = SyntheticSections.Section(EventCount, EndUnixMs);
        _values = new long[EventCount];
        _positions = new int[EventCount];
        _writer = new SectionWriter(_records[0].Endpoint);
    }

    [Benchmark(Baseline = true)]
    public bool Validate() => SectionValidator.TryValidate(_section, out _, out _);

    [Benchmark]
    public uint Checksum() => Crc32C.Compute(_section);

    [Benchmark]
    public long DecodeColumns()
    {
        SectionReader reader = new(_section);
        long sum = 0;
        for (ColumnId id = ColumnId.Time; id <= ColumnId.Threads; id++)
        {
            bool isNumber = id is < ColumnId.TraceId or >= ColumnId.CpuTime;
            if (isNumber && reader.TryGetColumn(id, out ColumnReader column))
                sum += Decode(column);
        }

        OperationGroupEnumerator operations = reader.Operations;
        while (operations.MoveNext())
        {
            sum += Decode(operations.Current.Calls);
            if (operations.Current.TryGetColumn(OperationColumnId.Time, out ColumnReader time))
                sum += Decode(time);
        }

        return sum;
    }

    [Benchmark]
    public byte[] Write()
    {
        _writer!.Reset(_records[0].Endpoint);
        foreach (EventRecord record in _records)
            _writer.Add(record);
        return _writer.ToArray();
    }

    private long Decode(ColumnReader column)
    {
        if (column.IsConstant)
            return column.ConstantValue;
        if (!column.AllPresent)
            return column.DecodePresent(_positions, _values);
        column.DecodeAll(_values);
        return _values[0];
    }
}
