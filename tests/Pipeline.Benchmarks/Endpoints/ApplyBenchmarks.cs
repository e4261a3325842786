using BenchmarkDotNet.Attributes;
using Pipeline.Cli.Bench;
using Pipeline.Core.Endpoints;
using Pipeline.Protocol.Identities;

namespace Pipeline.Benchmarks.Endpoints;

/// <summary>What an endpoint's state costs: a section applied, at arrival and at replay alike. Per section.</summary>
public class ApplyBenchmarks
{
    private const long StartUnixMs = 1_700_000_000_000;

    /// <summary>Sections follow each other as from some fifteen sources that send once a second, so windows open and close.</summary>
    private const int StepMs = 64;

    private readonly EndpointState _state = new();
    private readonly SourceIdentity _source = new(new SourceId(1, 2), StartUnixMs);
    private byte[] _section = [];
    private long _nowUnixMs = StartUnixMs;
    private ulong _sequence;

    /// <summary>A busy endpoint's second of one source, and the largest sections worth sending.</summary>
    [Params(100, 10_000)]
    public int EventCount { get; set; }

    [GlobalSetup]
    public void Setup() => _section = SyntheticSections.Section(EventCount, StartUnixMs);

    [Benchmark]
    public ApplyResult Apply()
    {
        _nowUnixMs += StepMs;
        SectionClock.Rebase(_section, _nowUnixMs - 1_000);
        EntryHeader header = new(EntryKind.Section, _nowUnixMs, new BatchIdentity(_source, ++_sequence));
        return _state.Apply(header, _section);
    }
}
