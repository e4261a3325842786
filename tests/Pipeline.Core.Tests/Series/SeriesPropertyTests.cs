using Pipeline.Core.Endpoints;
using Pipeline.Core.Series;
using Pipeline.Core.Sketches;
using Pipeline.Core.Tests.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Series;

/// <summary>Every point of every series equals what the events of its step add up to, wherever its windows happen to be.</summary>
public sealed class SeriesPropertyTests
{
    private const long Start = 1_800_000_000_000;

    private static readonly WindowOptions s_small = new([new(1_000, 4), new(5_000, 6), new(20_000, 8)]);
    private static readonly WindowOptions s_longer = new([new(1_000, 6), new(5_000, 9), new(20_000, 12)]);
    private static readonly WindowOptions s_other = new([new(2_000, 5), new(10_000, 20)]);

    private static readonly string[] s_metrics =
    [
        "events", "count", "rate", "errors", "error_rate", "mean", "p0", "p50", "p95", "p99.9", "p100", "max",
        "cpu_ms", "cpu_ms.total", "cpu_ms.max", "memory_delta", "db_queries.rate",
        "operations[db]", "operations[db].max_per_event", "operations[db].ms_per_event", "operations[db].rate", "operations[db].share_of_events",
        "operations[redis:dependency].errors", "values[revenue].sum", "values[revenue]", "values[bytes].p95", "values[bytes].sum",
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Series_RandomStream_EqualsTheEventsOfEachStep(int seed)
    {
        Random random = new(seed);
        RandomEvents draw = new(random) { Uniform = seed % 3 == 0 };
        EndpointOptions options = new() { AllowedLatenessMs = random.Next(3) * 1_500, Windows = s_small };
        Kept kept = new(new EndpointState(options), new NaiveEndpoint(options.Windows, options.AllowedLatenessMs));
        long now = Start;
        for (int entry = 0; entry < 100; entry++)
        {
            now += random.Next(4_000);
            if (random.Next(40) == 0)
                kept.ChangeOptions(now, options with { Windows = random.Next(3) switch { 0 => s_other, 1 => s_longer, _ => s_small } });
            else
                kept.Apply(now, [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => draw.Draw(now - (long)(100_000 * Math.Pow(random.NextDouble(), 3))))]);
            if (seed % 2 == 0 && random.Next(5) == 0)
                kept.Store();
            if (entry % 4 == 3)
                AssertAgrees(kept, random, now, $"seed {seed}, entry {entry}");
        }

        Assert.True(kept.CheckedPoints > 500, $"seed {seed}: only {kept.CheckedPoints} points had anything to compare.");
        Assert.Equal(seed % 2 == 0, kept.ReadWindows > 0);
    }

    private static void AssertAgrees(Kept kept, Random random, long now, string situation)
    {
        string[] segments = ["free", "premium", "trial"];
        string? segment = random.Next(2) == 0 ? segments[random.Next(3)] : null;
        string[] metrics = [.. s_metrics.Where(_ => random.Next(3) > 0).Append("events")];
        long from = now - random.Next(1, 250_000);
        long[] steps = [0, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000];
        SeriesQuery query = new(SeriesTests.Metrics(string.Join(',', metrics)), segment, steps[random.Next(steps.Length)])
        {
            WindowMs = random.Next(3) == 0 ? random.Next(1, 300_000) : null,
            FromUnixMs = random.Next(4) > 0 ? from : null,
            ToUnixMs = random.Next(4) > 0 ? from + random.Next(1, 150_000) : null,
        };
        SeriesOutcome outcome = kept.Ask(query);
        if (outcome.Fault is { } fault)
        {
            // Every second is no window when the finest are two seconds wide; a name may not have been drawn yet.
            Assert.True(fault.Code != "malformed-parameter" || query.StepMs is 1_000 or 5_000, $"{situation}: {fault.Detail}");
            return;
        }

        SeriesView view = outcome.View!;
        Assert.True(query.StepMs == 0 || view.StepMs >= query.StepMs, situation);
        Assert.Equal(view.Times.Select((_, index) => view.FromUnixMs!.Value + (index * view.StepMs)), view.Times);
        for (int step = 0; step < view.Times.Count; step++)
            AssertStep(kept, view, metrics, segment, step, situation);
    }

    private static void AssertStep(Kept kept, SeriesView view, string[] metrics, string? segment, int step, string situation)
    {
        long time = view.Times[step];
        bool isKnown = time >= view.CompleteFromUnixMs && time <= view.AsOfUnixMs;
        List<EventRecord> events = [.. kept.Naive.Between(time, time + view.StepMs).Where(record => segment is null || record.Segment == segment)];
        for (int metric = 0; metric < metrics.Length; metric++)
        {
            double? expected = isKnown ? NaiveSeries.Read(metrics[metric], events, view.StepMs / 1e3) : null;
            double? actual = view.Values[metric][step];
            string place = $"{situation}, {segment ?? "all"}, {metrics[metric]} at {time - Start} of {view.StepMs}: {actual} for {expected}";
            Assert.True(expected is null == actual is null, place);
            if (expected is not { } number)
                continue;
            // Quantiles between the ends are the sketch's; everything else is exact.
            bool isQuantile = metrics[metric] is "p50" or "p95" or "p99.9" or "values[bytes].p95";
            double tolerance = isQuantile ? QuantileSketch.RelativeAccuracy * 1.000_001 : 1e-9;
            Assert.True(Math.Abs(number - actual!.Value) <= tolerance * Math.Max(isQuantile ? 0 : 1, Math.Abs(number)) + 1e-9, place);
            kept.CheckedPoints++;
        }
    }

    /// <summary>An endpoint beside a store for its windows and the naive model of it.</summary>
    private sealed class Kept(EndpointState state, NaiveEndpoint naive)
    {
        private Dictionary<WindowKey, byte[]> _store = [];

        public NaiveEndpoint Naive => naive;

        public int ReadWindows { get; private set; }

        public int CheckedPoints { get; set; }

        public void Apply(long now, List<EventRecord> events)
        {
            EntryHeader header = new(EntryKind.Section, now);
            byte[] body = Sections.Of(events);
            HashSet<WindowKey> unloaded = [];
            state.FindUnloaded(header, body, unloaded);
            foreach (WindowKey key in unloaded)
                state.Load(key, _store.GetValueOrDefault(key));
            state.Apply(header, body);
            naive.Apply(events, [], now);
        }

        public void ChangeOptions(long now, EndpointOptions options)
        {
            state.Apply(new EntryHeader(EntryKind.OptionsChanged, now), EndpointOptionsCodec.Write(options));
            naive.ChangeOptions(options.Windows);
        }

        public void Store()
        {
            UnsavedWindows unsaved = state.TakeUnsaved();
            foreach (WindowKey removal in unsaved.Removals)
                _store = _store.Where(window => window.Key.Tier != removal.Tier || window.Key.StartUnixMs >= removal.StartUnixMs).ToDictionary();
            foreach ((WindowKey key, byte[] bytes) in unsaved.Windows)
                _store[key] = bytes;
            state.MarkStored(unsaved);
        }

        public SeriesOutcome Ask(SeriesQuery query)
        {
            if (state.ReadFor(query) is not { } read)
                return state.Series(query);
            PackedWindow[] windows = [.. _store
                .Where(window => window.Key.Tier == read.Tier && window.Key.StartUnixMs >= read.FromUnixMs && window.Key.StartUnixMs < read.ToUnixMs)
                .Select(window => new PackedWindow(window.Key.StartUnixMs, window.Value))
                .OrderBy(window => window.StartUnixMs)];
            ReadWindows += windows.Length;
            return state.Series(query, new StoredWindows(read, windows));
        }
    }
}
