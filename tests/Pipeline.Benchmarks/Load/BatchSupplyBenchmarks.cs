using BenchmarkDotNet.Attributes;
using Pipeline.Cli.Bench;
using Pipeline.Protocol.Identities;

namespace Pipeline.Benchmarks.Load;

/// <summary>What the generator of <c>bench ingest</c> takes from the processors it shares with the silo. Per batch.</summary>
public class BatchSupplyBenchmarks
{
    private static readonly SourceIdentity Source = new(new SourceId(1, 2), 1_700_000_000_000);

    private BinarySupply? _binary;
    private NdjsonSupply? _ndjson;
    private ulong _sequence;

    [GlobalSetup]
    public void Setup()
    {
        _binary = new BinarySupply(new BinaryTemplates(new SyntheticEvents(seed: 1)));
        _ndjson = new NdjsonSupply(new NdjsonTemplates(new SyntheticEvents(seed: 1)));
    }

    [Benchmark(Baseline = true)]
    public int Binary() => _binary!.Next(new BatchIdentity(Source, ++_sequence), 1_800_000_000_000).Length;

    [Benchmark]
    public int Ndjson() => _ndjson!.Next(new BatchIdentity(Source, ++_sequence), 1_800_000_000_000).Length;
}
