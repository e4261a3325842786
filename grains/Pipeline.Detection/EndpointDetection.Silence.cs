using Pipeline.Core.Endpoints;
using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Baselines;
using Pipeline.Detection.Episodes;
using Pipeline.Detection.Monitoring;

namespace Pipeline.Detection;

/// <summary>Calls that stop close no windows: they are missed by the time that passes.</summary>
public sealed partial class EndpointDetection
{
    private static readonly Feature s_rate = new(FeatureKind.Rate);

    private bool _isLive;
    private long _allowedLatenessMs;

    // By how much the clocks of those who send, and the way here, put events behind their arrival.
    private long _lagMs;

    /// <summary>Whether calls are expected to come, so that silence would be noticed some time, or are missed, until they are forgotten.</summary>
    public bool AwaitsSilence => Options.IsEnabled && Options.WatchesRate && _isLive
        && _segments.Values.Any(segment => segment.Silence.IsSilent || (CanFallSilent(segment) && LowRateOf(segment, segment.Silence.LastUnixMs) > 0));

    /// <summary>
    /// Whether an <see cref="EntryKind.IdleClosed"/> entry of that arrival would let it notice that calls have stopped, or end the anomaly
    /// that they have. False between the two, and for endpoints too quiet to tell: so a silent stream takes few entries.
    /// </summary>
    /// <param name="arrivalUnixMs">The entry's arrival.</param>
    public bool WouldNoticeSilence(long arrivalUnixMs)
    {
        if (!Options.IsEnabled || !Options.WatchesRate || !_isLive)
            return false;
        long now = EventTimeAt(arrivalUnixMs);
        return _segments.Values.Any(segment => IsToBeForgotten(segment, now)) || FindSilent(now).Count > 0;
    }

    private void ObserveSilence(EndpointState state, in EntryHeader header)
    {
        _allowedLatenessMs = state.Options.AllowedLatenessMs;
        // A history that is loaded later falls silent at its end, and nobody must hear of that.
        if (header.Kind == EntryKind.Section && state.LatestUnixMs is { } latest)
            (_lagMs, _isLive) = (Math.Max(0, header.ArrivalUnixMs - latest), header.ArrivalUnixMs - latest < Recency.LiveWithinMs);
        if (!_isLive || !Options.WatchesRate || state.WatermarkUnixMs is not { } watermark)
            return;
        long now = header.Kind == EntryKind.IdleClosed ? EventTimeAt(header.ArrivalUnixMs) : watermark;
        ForgetSilent(now);
        List<(SegmentMonitor Segment, double Surprise)> silent = FindSilent(now);
        if (silent.Count == 0)
            return;
        long last = silent.Max(found => found.Segment.Silence.LastUnixMs);
        List<FeatureVerdict> verdicts = [.. silent.Select(found => Verdict(found.Segment, found.Surprise, now))];
        foreach ((SegmentMonitor segment, _) in silent)
            segment.Silence.IsSilent = true;
        double score = silent.Max(found => found.Surprise) - SilenceWays;
        if (_episodes.IsOpen(AnomalySeverity.Anomaly))
        {
            _episodes.Follow(AnomalySeverity.Anomaly, verdicts, verdicts, score, now, Options.FastWidthMs, isKept: true, SilenceCauses, NameOf);
            return;
        }

        IReadOnlyList<string> segments = [.. silent.OrderByDescending(found => found.Surprise).Select(found => NameOf(found.Segment.Segment))];
        bool isEvery = _segments.Values.All(segment => segment.Silence.IsSilent || !CanFallSilent(segment));
        Finding finding = new(
            AnomalySeverity.Anomaly, AnomalyTier.Fast, (segments, isEvery), last, last, now, score, _threshold.At(Rate), SilenceCauses(verdicts));
        Raise(finding, verdicts);
    }

    /// <summary>Up to which time of their own events that were sent would have come by then.</summary>
    private long EventTimeAt(long arrivalUnixMs) => arrivalUnixMs - _lagMs - _allowedLatenessMs;

    // As many ways to fall silent as there are segments.
    private double SilenceWays => Math.Log(Math.Max(1, WatchedSegments));

    /// <summary>A segment that stays away while time goes on is not missed for ever.</summary>
    private void ForgetSilent(long now)
    {
        foreach (SegmentMonitor segment in _segments.Values)
        {
            if (!IsToBeForgotten(segment, now))
                continue;
            segment.Silence.Forget();
            _episodes.Settle(segment.Segment, s_rate, now);
        }
    }

    private bool IsToBeForgotten(SegmentMonitor segment, long now) =>
        segment.Silence.IsSilent && now - segment.Silence.LastUnixMs >= Options.ShiftBecomesUsualMs;

    private List<(SegmentMonitor Segment, double Surprise)> FindSilent(long now)
    {
        List<(SegmentMonitor, double)> silent = [];
        double needed = RunningThreshold.LeastAt(Rate) + SilenceWays;
        foreach (SegmentMonitor segment in _segments.Values)
        {
            if (!CanFallSilent(segment) || now - segment.Silence.LastUnixMs < 2 * Options.FastWidthMs)
                continue;
            double surprise = segment.Silence.SurpriseAt(now, LowRateOf(segment, now), Options.FastWidthMs);
            if (surprise >= needed)
                silent.Add((segment, surprise));
        }

        return silent;
    }

    private bool CanFallSilent(SegmentMonitor segment) =>
        segment.Segment != Whole && !segment.Silence.IsSilent && !segment.Silence.IsForgotten && segment.Windows > Options.WarmupWindows;

    private static double LowRateOf(SegmentMonitor segment, long timeUnixMs) =>
        segment.TryGet(s_rate, out FeatureMonitor? monitor) ? monitor.LowAt(timeUnixMs, double.MaxValue) : double.NaN;

    private static FeatureVerdict Verdict(SegmentMonitor segment, double surprise, long now)
    {
        double expected = segment.Expected(s_rate, now);
        return new FeatureVerdict(
            segment.Segment, s_rate, new Judgement(surprise, -surprise, expected, 0, expected), surprise, 0, segment.Silence.LastUnixMs, false, false);
    }

    /// <summary>One cause: calls per second of several segments are those of all of them.</summary>
    private IReadOnlyList<AnomalyCause> SilenceCauses(IReadOnlyList<FeatureVerdict> verdicts)
    {
        string segment = verdicts.Count == 1 ? NameOf(verdicts[0].Segment) : AllSegments;
        return [new AnomalyCause(s_rate, segment, 0, verdicts.Sum(verdict => verdict.Judgement.Expected), verdicts.Max(verdict => verdict.Joint))];
    }
}
