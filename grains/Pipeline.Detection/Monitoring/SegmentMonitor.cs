using System.Diagnostics.CodeAnalysis;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Features;
using Pipeline.Core.Windows;
using Pipeline.Detection.Baselines;
using Pipeline.Detection.Options;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Monitoring;

/// <summary>Watches one segment of an endpoint: all its features, and whether calls come at all.</summary>
internal sealed partial class SegmentMonitor(int segment)
{
    /// <summary>Features watched of a segment; an operation takes up to four. Those that come later are not watched, and counted.</summary>
    public const int FeaturesMax = 512;

    // An operation that is new is worth a notice; called so often at once, it is more than that.
    private const double CallsOfNewMin = 10;
    private const double OperationSampleMin = 5;
    private const double NeverCalled = 0.001;
    private const long SpanMs = 24 * 3_600_000;
    private const string OtherName = "__other__";

    private readonly SortedDictionary<FeatureKey, FeatureMonitor> _features = [];
    private readonly SortedDictionary<FeatureKey, OctaveMonitor> _octaves = [];
    private PendingCell _pending = new();
    private double _lastSampleSize = 1;

    public int Segment { get; } = segment;

    public SilenceWatch Silence { get; private set; } = new();

    /// <summary>Calls of the short window that was added last.</summary>
    public double CallsAdded { get; private set; }

    /// <summary>Windows judged so far.</summary>
    public long Windows { get; private set; }

    /// <summary>Features that found no room.</summary>
    public long Unwatched { get; private set; }

    /// <summary>Takes a closed short window, and judges if there is enough.</summary>
    public SegmentWindow? Add(in ClosedCell closed, EndpointState state, DetectionOptions options)
    {
        Silence.Note(closed.StartUnixMs, closed.StartUnixMs + closed.WidthMs);
        double before = _pending.Calls;
        _pending.Add(closed.Packed, closed.StartUnixMs, closed.WidthMs);
        CallsAdded = _pending.Calls - before;
        return JudgeIfEnough(state, options);
    }

    /// <summary>Takes a closed short window of all segments together, and judges if there is enough.</summary>
    public SegmentWindow? AddAll(IEnumerable<ClosedCell> closed, EndpointState state, DetectionOptions options)
    {
        foreach (ClosedCell cell in closed)
            _pending.Add(cell.Packed, cell.StartUnixMs, cell.WidthMs);
        return JudgeIfEnough(state, options);
    }

    private SegmentWindow? JudgeIfEnough(EndpointState state, DetectionOptions options)
    {
        if (_pending.TakeIfEnough(options.CallsMin, options.FastWidthMs) is not { } cell)
            return null;
        (long start, long width) = (_pending.StartUnixMs, _pending.EndUnixMs - _pending.StartUnixMs);
        _pending.Begin();
        WindowReadings readings = FeatureReader.Read(cell, state, width);
        List<FeatureVerdict> verdicts = [];
        double alone = TwoOfThree.AloneOf(width, options.FastWidthMs);
        foreach (FeatureReading reading in readings.Features)
            Judge(reading, start, width, alone, verdicts);
        foreach (OperationReading operation in readings.Operations)
            JudgeOperation(operation, readings.Calls, readings.IsPreAggregated, start, width, alone, verdicts);
        JudgeAbsent(readings, start, width, alone, verdicts);
        Windows++;
        _lastSampleSize = readings.SampleSize;
        return new SegmentWindow(Segment, start, width, readings, verdicts);
    }

    /// <summary>What was joined does not go on: windows between were not added.</summary>
    public void DropPending() => _pending = new PendingCell();

    /// <summary>Learns from the window that was judged last.</summary>
    /// <param name="window">That window.</param>
    /// <param name="isSuspicious">Whether a feature deviates, so that it must not be learnt from.</param>
    /// <param name="options">How.</param>
    /// <param name="settled">Features whose shift has become usual are added.</param>
    public void Learn(SegmentWindow window, Func<FeatureVerdict, bool> isSuspicious, DetectionOptions options, List<Feature> settled)
    {
        long span = SpanMs / options.FastWidthMs;
        foreach (FeatureVerdict verdict in window.Verdicts)
        {
            FeatureKey key = new(verdict.Feature);
            bool isOver = verdict.Feature.Kind == FeatureKind.OperationCallsTail
                ? _octaves[key].Learn(isSuspicious(verdict), window.StartUnixMs, options.ShiftBecomesUsualMs)
                : _features[key].Learn(isSuspicious(verdict), span, ShiftOf(verdict, options));
            if (isOver)
                settled.Add(verdict.Feature);
        }
    }

    public bool TryGet(Feature feature, [NotNullWhen(true)] out FeatureMonitor? monitor) => _features.TryGetValue(new FeatureKey(feature), out monitor);

    /// <summary>It is over: what it was like must not count for the windows that come.</summary>
    public void Recover(Feature feature)
    {
        if (TryGet(feature, out FeatureMonitor? monitor))
            monitor.Recover();
    }

    /// <summary>What comes from now on does not follow what came.</summary>
    public void Stop()
    {
        _pending = new PendingCell();
        Silence.Stop();
    }

    /// <summary>What was, when it last deviated, is usual as well.</summary>
    public void MarkNormal(Feature feature, long timeUnixMs)
    {
        if (feature.Kind == FeatureKind.Rate)
            Silence.Accept(timeUnixMs);
        if (feature.Kind == FeatureKind.OperationCallsTail && _octaves.TryGetValue(new FeatureKey(feature), out OctaveMonitor? octaves))
            octaves.Blend();
        else if (TryGet(feature, out FeatureMonitor? monitor))
            monitor.Blend();
    }

    /// <summary>Every feature in the last window that was judged.</summary>
    public IReadOnlyList<FeatureStanding> Standings()
    {
        List<FeatureStanding> standings = [];
        foreach (FeatureMonitor monitor in _features.Values)
        {
            Judgement judgement = monitor.Last;
            double? Known(double value) => judgement.IsKnown ? value : null;
            standings.Add(new FeatureStanding(
                monitor.Feature,
                monitor.StartUnixMs,
                2 * (monitor.LastObservation.TimeUnixMs - monitor.StartUnixMs),
                SevenDigits.Of(monitor.LastObservation.Value),
                SevenDigits.Of(monitor.LastObservation.SampleSize),
                Known(judgement.Expected),
                Known(Math.Min(judgement.Low, judgement.High)),
                Known(Math.Max(judgement.Low, judgement.High)),
                judgement.Surprise,
                monitor.Learnt));
        }

        return standings;
    }

    /// <summary>What is expected of a feature; NaN while too little is known.</summary>
    public double Expected(Feature feature, long timeUnixMs) => TryGet(feature, out FeatureMonitor? monitor) ? monitor.ExpectedAt(timeUnixMs) : double.NaN;

    // What is new and harmless soon belongs to what is usual.
    private static long ShiftOf(in FeatureVerdict verdict, DetectionOptions options) =>
        verdict.IsNotice ? Math.Min(options.ShiftBecomesUsualMs, 60 * options.FastWidthMs) : options.ShiftBecomesUsualMs;

    private void Judge(in FeatureReading reading, long start, long width, double alone, List<FeatureVerdict> verdicts)
    {
        if (GetOrAdd(reading.Feature) is not { } monitor || !double.IsFinite(reading.Value))
            return;
        Observation observation = new(start + (width / 2), reading.Value, reading.SampleSize);
        Judgement judgement = monitor.Judge(observation, start, alone);
        bool isMore = reading.Feature.Kind == FeatureKind.Rate && judgement.Z > 0;
        bool isHarmless = monitor.IsNew && reading.Feature.Kind == FeatureKind.OperationCalls && reading.Value < CallsOfNewMin;
        verdicts.Add(new FeatureVerdict(
            Segment, reading.Feature, judgement, monitor.Joint, monitor.Observed, monitor.SinceUnixMs, isMore || isHarmless, monitor.IsNew)
        {
            Deviates = monitor.Deviates && (judgement.Z > 0 || reading.Feature.Kind == FeatureKind.Rate),
        });
    }

    private void JudgeOperation(OperationReading operation, double calls, bool isPreAggregated, long start, long width, double alone, List<FeatureVerdict> verdicts)
    {
        if (operation.Name == OtherName)
            return;
        Judge(new(FeatureOf(FeatureKind.OperationCalls, operation), operation.CallsPerEvent, operation.SampleSize), start, width, alone, verdicts);
        double sample = operation.CallsPerEvent * operation.SampleSize;
        if (sample >= OperationSampleMin && !double.IsNaN(operation.MsPerCall))
            Judge(new(FeatureOf(FeatureKind.OperationTime, operation), operation.MsPerCall, sample), start, width, alone, verdicts);
        double made = operation.CallsPerEvent * calls;
        if (made > 0 && !double.IsNaN(operation.Errors))
            Judge(new(FeatureOf(FeatureKind.OperationErrors, operation), Math.Min(1, operation.Errors / made), made), start, width, alone, verdicts);
        if (!isPreAggregated)
            JudgeOctaves(operation, start, alone, verdicts);
    }

    private void JudgeOctaves(OperationReading operation, long start, double alone, List<FeatureVerdict> verdicts)
    {
        Feature feature = FeatureOf(FeatureKind.OperationCallsTail, operation);
        FeatureKey key = new(feature);
        if (!_octaves.TryGetValue(key, out OctaveMonitor? monitor))
        {
            if (!HasRoom())
                return;
            monitor = new OctaveMonitor(feature);
            _octaves.Add(key, monitor);
        }

        monitor.Judge(operation.Octaves, operation.SampleSize, start, alone);
        verdicts.Add(new FeatureVerdict(Segment, feature, monitor.Last, monitor.Joint, monitor.Share, monitor.SinceUnixMs, false, false)
        {
            Deviates = monitor.Last.Surprise > Judgement.Muted,
        });
    }

    /// <summary>Operations that are known and were not called: none is a count, too.</summary>
    private void JudgeAbsent(WindowReadings readings, long start, long width, double alone, List<FeatureVerdict> verdicts)
    {
        HashSet<(string, OperationKind)> called = [.. readings.Operations.Select(operation => (operation.Name, operation.Kind))];
        foreach (FeatureMonitor monitor in _features.Values.Where(monitor => monitor.Feature.Kind == FeatureKind.OperationCalls).ToArray())
        {
            if (called.Contains((monitor.Feature.Operation, monitor.Feature.OperationKind)))
                continue;
            // For a day it has hardly been called: it is forgotten, and would be new if it came again.
            if (monitor.Learnt > SpanMs / width && monitor.Last.IsKnown && monitor.Last.Expected < NeverCalled)
                Forget(monitor.Feature);
            else
                Judge(new FeatureReading(monitor.Feature, 0, readings.SampleSize), start, width, alone, verdicts);
        }
    }

    private void Forget(Feature feature)
    {
        foreach (FeatureKind kind in (ReadOnlySpan<FeatureKind>)[FeatureKind.OperationCalls, FeatureKind.OperationTime, FeatureKind.OperationErrors])
            _features.Remove(new FeatureKey(feature with { Kind = kind }));
        _octaves.Remove(new FeatureKey(feature with { Kind = FeatureKind.OperationCallsTail }));
    }

    private FeatureMonitor? GetOrAdd(Feature feature)
    {
        FeatureKey key = new(feature);
        if (_features.TryGetValue(key, out FeatureMonitor? monitor))
            return monitor;
        if (!HasRoom())
            return null;
        monitor = new FeatureMonitor(feature);
        // It could have been called all the time.
        if (feature.Kind == FeatureKind.OperationCalls && Windows > 0)
            monitor.LearnAbsence(Windows, _lastSampleSize);
        _features.Add(key, monitor);
        return monitor;
    }

    private bool HasRoom()
    {
        if (_features.Count + _octaves.Count < FeaturesMax)
            return true;
        Unwatched++;
        return false;
    }

    private static Feature FeatureOf(FeatureKind kind, OperationReading operation) => new(kind, operation.Name, operation.Kind);
}
