using Pipeline.Core.Endpoints;
using Pipeline.Core.Features;
using Pipeline.Core.Windows;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Episodes;
using Pipeline.Detection.Monitoring;
using Pipeline.Detection.Options;

namespace Pipeline.Detection;

/// <summary>What is usual of an endpoint, and what was not: a function of the entries of its stream, in their order.</summary>
/// <remarks>
/// <para>
/// Every closed short window of a segment becomes features; each is judged against its own baseline, two windows of three together. The
/// largest surprise, less the logarithm of how many were looked at, is the window's score. Where it reaches the threshold, an anomaly is
/// raised and its causes are ranked. What deviates is not learnt.
/// </para>
/// <para>
/// No clock, no randomness, no I/O; <see cref="Write"/> of equal detections gives equal bytes. Not thread-safe: one activation owns one.
/// </para>
/// </remarks>
public sealed partial class EndpointDetection
{
    /// <summary>Anomalies kept of an endpoint; the oldest ended ones are forgotten first.</summary>
    public const int AnomaliesMax = 256;

    /// <summary>Stands for all segments together where a cause names its segment.</summary>
    public const string AllSegments = "*";

    private const long WeekMs = 7L * 24 * 3_600_000;

    // The rest of the budget is the forest's.
    private const double FastShare = 0.8;
    private const double RateMax = 0.1;

    // A feature is named as a cause, and not learnt, from this share of what raises an anomaly.
    private const double NamedShare = 0.4;

    // Calls of a window, in those that it must hold to be judged, below which all segments are watched together too.
    private const int SparseFactor = 10;

    // Number of all segments together; theirs are below.
    private const int Whole = EndpointState.SegmentsMax;

    private readonly SortedDictionary<int, SegmentMonitor> _segments = [];
    private readonly List<SegmentWindow> _judged = [];
    private EpisodeTracker _episodes = new();
    private RunningThreshold _threshold = new();

    // Names of segments by number, as the endpoint has given them; they never change.
    private readonly List<string> _names = [];

    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public EndpointDetection(string endpoint, DetectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        Endpoint = endpoint;
        Options = options;
    }

    public string Endpoint { get; }

    public DetectionOptions Options { get; private set; }

    /// <summary>Rises whenever <see cref="Anomalies"/> change.</summary>
    public long Revision => _episodes.Revision;

    /// <summary>What was found, in the order in which it was found; at most <see cref="AnomaliesMax"/>.</summary>
    public IReadOnlyList<Anomaly> Anomalies => _episodes.Anomalies;

    /// <summary>Features that found no room among those that are watched, over all segments.</summary>
    public long Unwatched => _segments.Values.Sum(segment => segment.Unwatched);

    /// <summary>Episodes allowed in a window of the fast path; at most one in ten, so that a window must always be out of the ordinary to raise one.</summary>
    private double Rate => Math.Min(
        RateMax,
        Math.Min(Options.EpisodesPerWeek, Options.InstallationEpisodesPerWeek / Options.InstallationEndpoints) * FastShare * Options.FastWidthMs / WeekMs);

    /// <summary>Judges what an entry has closed; called after each entry, also if it has closed nothing.</summary>
    /// <param name="state">The endpoint after the entry.</param>
    /// <param name="closed">What the entry closed: finest windows first, each tier ascending by start.</param>
    /// <param name="header">The entry.</param>
    public void Observe(EndpointState state, IReadOnlyList<ClosedCell> closed, in EntryHeader header)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(closed);
        if (!Options.IsEnabled)
            return;
        for (int index = 0; index < closed.Count; index++)
        {
            if (closed[index].WidthMs != Options.FastWidthMs)
                continue;
            _judged.Clear();
            long start = closed[index].StartUnixMs;
            int first = index;
            double calls = 0;
            for (; index < closed.Count && closed[index].StartUnixMs == start && closed[index].WidthMs == Options.FastWidthMs; index++)
            {
                SegmentMonitor monitor = MonitorOf(closed[index].Segment, state);
                if (monitor.Add(closed[index], state, Options) is { } window)
                    _judged.Add(window);
                calls += monitor.CallsAdded;
            }

            bool isSparse = calls < SparseFactor * Options.CallsMin;
            if (isSparse && _names.Count > 1 && WholeMonitor().AddAll(closed.Skip(first).Take(index - first), state, Options) is { } whole)
                _judged.Add(whole);
            else if (!isSparse && _segments.TryGetValue(Whole, out SegmentMonitor? dense))
                dense.DropPending();

            index--;
            if (_judged.Count == 0)
                continue;
            JudgeTogether(start + Options.FastWidthMs);
            ObserveForests();
        }

        ObserveSilence(state, header);
    }

    /// <summary>What the last judged window of a segment was like, against what is usual. Empty before the first.</summary>
    /// <param name="segment">The segment's name.</param>
    public IReadOnlyList<FeatureStanding> StandingsOf(string segment)
    {
        int number = segment == AllSegments ? Whole : _names.IndexOf(segment);
        return number >= 0 && _segments.TryGetValue(number, out SegmentMonitor? monitor) ? monitor.Standings() : [];
    }

    /// <summary>
    /// Where calls are few, what shows in all segments hardly shows in any: then they are watched together as well, as if they were one.
    /// </summary>
    private SegmentMonitor WholeMonitor()
    {
        if (!_segments.TryGetValue(Whole, out SegmentMonitor? monitor))
            _segments.Add(Whole, monitor = new SegmentMonitor(Whole));
        return monitor;
    }

    private SegmentMonitor MonitorOf(int segment, EndpointState state)
    {
        while (_names.Count <= segment)
            _names.Add(state.SegmentName(_names.Count));
        if (!_segments.TryGetValue(segment, out SegmentMonitor? monitor))
            _segments.Add(segment, monitor = new SegmentMonitor(segment));
        return monitor;
    }

    private void JudgeTogether(long endUnixMs)
    {
        int looked = _judged.Sum(window => window.Verdicts.Count(verdict => verdict.Judgement.IsKnown));
        double ways = Math.Log(Math.Max(1, looked));
        double threshold = _threshold.At(Rate);
        double named = (threshold * NamedShare) + ways;
        double raising = threshold + ways;
        double score = double.NegativeInfinity;
        foreach (AnomalySeverity severity in (ReadOnlySpan<AnomalySeverity>)[AnomalySeverity.Anomaly, AnomalySeverity.Notice])
        {
            List<FeatureVerdict> verdicts = [.. _judged.Where(IsWarm).SelectMany(window => window.Verdicts).Where(verdict => IsWatched(verdict) && IsOf(severity, verdict))];
            // What only deviated in the windows that are pooled, and does no more, raises nothing.
            double joint = verdicts.Where(verdict => verdict.Deviates).Select(verdict => verdict.Joint).DefaultIfEmpty(0).Max();
            score = severity == AnomalySeverity.Anomaly ? joint - ways : score;
            if (_episodes.IsOpen(severity))
                FollowOpen(severity, verdicts, raising, joint - ways, endUnixMs);
            if (!_episodes.IsOpen(severity) && joint >= raising && joint > 0)
                RaiseByFeatures(severity, verdicts, named, joint - ways, threshold);
        }

        if (!_episodes.IsOpen(AnomalySeverity.Anomaly) && score < threshold)
            _threshold.Learn(score, Rate);
        LearnFromJudged(named, endUnixMs);
    }

    private bool IsWarm(SegmentWindow window) => _segments[window.Segment].Windows > Options.WarmupWindows;

    private bool IsWatched(in FeatureVerdict verdict) => Options.WatchesRate || verdict.Feature.Kind != FeatureKind.Rate;

    private static bool IsOf(AnomalySeverity severity, in FeatureVerdict verdict) => verdict.IsNotice == (severity == AnomalySeverity.Notice);

    private void RaiseByFeatures(AnomalySeverity severity, List<FeatureVerdict> verdicts, double named, double score, double threshold)
    {
        List<FeatureVerdict> deviating = [.. verdicts.Where(verdict => verdict.Joint >= named)];
        double top = deviating.Where(verdict => verdict.Deviates).Max(verdict => verdict.Joint);
        FeatureVerdict first = deviating.First(verdict => verdict.Deviates && verdict.Joint == top);
        SegmentWindow window = _judged.First(candidate => candidate.Segment == first.Segment);
        long since = deviating.Where(verdict => verdict.SinceUnixMs > 0).Select(verdict => verdict.SinceUnixMs).DefaultIfEmpty(window.StartUnixMs).Min();
        Finding finding = new(
            severity, AnomalyTier.Fast, Affected(deviating), since, window.StartUnixMs, window.EndUnixMs, score, threshold, Rank(deviating));
        Raise(finding, deviating);
    }

    /// <summary>The segments in which it shows, the worst first; all, where it shows in all together and not in a single one more.</summary>
    private (IReadOnlyList<string> Segments, bool IsEvery) Affected(List<FeatureVerdict> deviating)
    {
        List<int> numbers = [.. deviating.GroupBy(verdict => verdict.Segment).OrderByDescending(group => group.Max(verdict => verdict.Joint)).Select(group => group.Key)];
        if (numbers[0] == Whole)
            return ([.. _names], true);
        numbers.Remove(Whole);
        return ([.. numbers.Select(NameOf)], numbers.Count == WatchedSegments);
    }

    private void FollowOpen(AnomalySeverity severity, List<FeatureVerdict> verdicts, double raising, double score, long endUnixMs)
    {
        IReadOnlyCollection<(int Segment, FeatureKey Feature)> recovered = _episodes.Follow(
            severity,
            [.. verdicts.Where(verdict => verdict.Deviates)],
            [.. verdicts.Where(verdict => verdict.Deviates && verdict.Joint >= raising)],
            score,
            endUnixMs,
            Options.FastWidthMs,
            severity == AnomalySeverity.Anomaly && _segments.Values.Any(segment => segment.Silence.IsSilent),
            Rank,
            NameOf);
        foreach ((int segment, FeatureKey feature) in recovered)
        {
            if (_segments.TryGetValue(segment, out SegmentMonitor? monitor))
                monitor.Recover(feature.Feature);
        }
    }

    private IReadOnlyList<AnomalyCause> Rank(IReadOnlyList<FeatureVerdict> deviating) => CauseRanking.Rank(
        [.. _judged.Select(window => (window, (IReadOnlyList<FeatureVerdict>)[.. deviating.Where(verdict => verdict.Segment == window.Segment)]))
            .Where(pair => pair.Item2.Count > 0)],
        number => _segments[number],
        NameOf);

    private void LearnFromJudged(double named, long endUnixMs)
    {
        List<Feature> settled = [];
        foreach (SegmentWindow window in _judged)
        {
            settled.Clear();
            _segments[window.Segment].Learn(
                window,
                verdict => verdict.Joint >= named || (verdict.Deviates && _episodes.IsActive(verdict)),
                Options,
                settled);
            foreach (Feature feature in settled)
                _episodes.Settle(window.Segment, feature, endUnixMs);
        }
    }

    private string NameOf(int segment) => segment == Whole ? AllSegments : _names[segment];
}
