using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Options;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Grains.Feed;

namespace Pipeline.Benchmarks.Feed;

/// <summary>What a closed window costs beside being closed. Per window.</summary>
public class WindowFeedBenchmarks
{
    private const long StartUnixMs = 1_700_000_000_000;
    private const int BatchSize = 4;

    private readonly EndpointState _state = new();
    private readonly List<ClosedCell> _closed = [];
    private readonly List<FeedWindow> _batch = [];
    private WindowFeed _alone = null!;
    private WindowFeed _heard = null!;
    private WindowSubscription _subscription = null!;
    private FeedWindow _window = null!;

    [GlobalSetup]
    public void Setup()
    {
        // The four segments of one second of a busy endpoint.
        _state.NotesClosed = true;
        _state.Apply(new EntryHeader(EntryKind.Section, StartUnixMs), SyntheticSections.Section(1_000, StartUnixMs));
        _state.Apply(new EntryHeader(EntryKind.IdleClosed, StartUnixMs + 60_000), []);
        List<ClosedCell> all = [];
        _state.TakeClosed(all);
        _closed.AddRange(all.Take(BatchSize));
        _alone = new WindowFeed(Options.Create(new WindowFeedOptions()), TimeProvider.System);
        _heard = new WindowFeed(Options.Create(new WindowFeedOptions()), TimeProvider.System);
        _heard.TrySubscribe(new WindowFilter(1_000), after: null, out WindowSubscription? subscription);
        _subscription = subscription!;
        _heard.Publish("/e", _state, _closed);
        _subscription.Take(_batch, BatchSize);
        _window = _batch[0];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _subscription.Dispose();
        _alone.Dispose();
        _heard.Dispose();
    }

    [Benchmark(OperationsPerInvoke = BatchSize)]
    public void Keep() => _alone.Publish("/e", _state, _closed);

    [Benchmark(OperationsPerInvoke = BatchSize)]
    public void KeepAndQueue()
    {
        _heard.Publish("/e", _state, _closed);
        _batch.Clear();
        _subscription.Take(_batch, BatchSize);
    }

    [Benchmark]
    public ReadOnlyMemory<byte> ToJson() => _window.ToJson();
}
