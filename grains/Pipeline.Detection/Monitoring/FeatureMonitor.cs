using Pipeline.Core.Features;
using Pipeline.Detection.Baselines;

namespace Pipeline.Detection.Monitoring;

/// <summary>Watches one feature of a segment: judges its windows, two of three, and learns from those that were nothing unusual.</summary>
/// <remarks>
/// A window is learnt from only when the two after it are judged, so that the first window of an incident does not dull the judgement of
/// the second. While it deviates nothing is learnt: what it was like is kept aside, spread over the time after which a shift that stays
/// becomes usual.
/// </remarks>
internal sealed partial class FeatureMonitor
{
    // A mean of three windows, or a long one, so far out is rare, and common in an incident that raised an alarm.
    private const double DeviatesFrom = 1.6;
    private const int HeldMax = 2;

    // Noticed in two of three windows, or in the latest together, or in the latest half hour.
    private static readonly double s_waysToNotice = Math.Log(3);

    private readonly Queue<Held> _held = new();
    private readonly IBaseline _baseline;
    private TwoOfThree _recent = new();
    private RecentWindows _lately = new();
    private RecentBlocks _longer = new();
    private double _z;
    private bool _wasBelow;

    public FeatureMonitor(Feature feature)
        : this(feature, IsShare(feature.Kind) ? new ShareBaseline() : new MeanBaseline(feature.Kind))
    {
    }

    private FeatureMonitor(Feature feature, IBaseline baseline)
    {
        Feature = feature;
        _baseline = baseline;
    }

    public Feature Feature { get; }

    /// <summary>What the last window says, or the latest together where those say more.</summary>
    public Judgement Last { get; private set; } = Judgement.Unknown;

    /// <summary>The value that <see cref="Last"/> is about.</summary>
    public double Observed { get; private set; }

    public Observation LastObservation { get; private set; }

    /// <summary>Start of the window that was judged last, Unix ms.</summary>
    public long StartUnixMs { get; private set; }

    /// <summary>Surprise of the latest windows together, two of three; nats.</summary>
    public double Joint { get; private set; }

    /// <summary>Whether the windows are still not as usual, see <see cref="FeatureVerdict.Deviates"/>.</summary>
    public bool Deviates { get; private set; }

    public long Learnt => _baseline.Learnt;

    /// <summary>Start of the first window of the deviation, Unix ms; 0 while there is none.</summary>
    public long SinceUnixMs { get; private set; }

    public ShiftWatch Shift { get; private set; } = new();

    /// <summary>Was never seen before the windows that it is judged by now.</summary>
    public bool IsNew { get; private set; }

    /// <summary>For an operation that could have been called in windows before, and was not.</summary>
    public void LearnAbsence(long windows, double sampleSize)
    {
        if (_baseline is not MeanBaseline mean)
            return;
        mean.LearnAbsence(windows, sampleSize);
        IsNew = true;
    }

    /// <summary>Judges a window.</summary>
    /// <param name="observation">Its value.</param>
    /// <param name="startUnixMs">Its start.</param>
    /// <param name="alone">How much it counts alone, see <see cref="TwoOfThree"/>.</param>
    public Judgement Judge(in Observation observation, long startUnixMs, double alone)
    {
        LastObservation = observation;
        StartUnixMs = startUnixMs;
        Last = _baseline.Judge(Bad(observation));
        _z = Last.Z;
        Observed = observation.Value;
        // Of the rate, which is bad either way, two windows agree only if both are on the same side.
        if (Feature.Kind == FeatureKind.Rate && _z < 0 != _wasBelow)
            _recent.Clear();
        _wasBelow = _z < 0;
        Joint = _recent.Add(Last.Surprise, alone);
        JudgePooled();
        double lately = alone > 0 ? _z : _lately.LatestMeanZ();
        Deviates = Math.Abs(lately) >= DeviatesFrom && Last.IsKnown;
        if (Last.Surprise <= Judgement.Muted)
            SinceUnixMs = 0;
        else if (SinceUnixMs == 0)
            SinceUnixMs = startUnixMs;
        Last = Shown(Last);
        return Last;
    }

    /// <summary>The latest windows together, and the latest half hour of them: three ways to be noticed are three times the chance.</summary>
    private void JudgePooled()
    {
        if (!Last.IsKnown)
            return;
        _lately.Add(LastObservation, Last.Z);
        _longer.Add(LastObservation, Last.Z);
        if (_lately.IsFull)
            JudgePooled(_lately.Pooled, _lately.Surprise);
        if (_longer.IsFull)
            JudgePooled(_longer.Pooled, _longer.Surprise);
    }

    private void JudgePooled(in Observation pooled, double ofMean)
    {
        Judgement judgement = _baseline.Judge(Bad(pooled));
        double surprise = IsShare(Feature.Kind) ? judgement.Surprise : Math.Min(ofMean, judgement.IsMaterial ? double.PositiveInfinity : Judgement.Muted);
        double joint = surprise - s_waysToNotice;
        if (joint <= Joint || Last.Surprise <= 0)
            return;
        // Where the last window shows it by itself, its value says more than one that usual windows are a part of.
        bool showsAlone = Last.Surprise > Judgement.Muted;
        (Joint, Observed) = (joint, showsAlone ? Observed : pooled.Value);
        Last = (showsAlone ? Last : judgement) with { Surprise = Math.Max(surprise, showsAlone ? Last.Surprise : 0) };
    }

    /// <summary>Takes the judged window in.</summary>
    /// <param name="isSuspicious">Whether it deviates, so that it must not be learnt.</param>
    /// <param name="span">Windows that what is usual shall reach back over.</param>
    /// <param name="shiftMs">After how long a shift that stays becomes usual.</param>
    /// <returns>Whether a shift has become usual just now.</returns>
    public bool Learn(bool isSuspicious, long span, long shiftMs)
    {
        if (!isSuspicious)
        {
            Shift.End();
            _held.Enqueue(new Held(LastObservation, (float)_z, (float)_lately.MeanZ(), (float)_lately.Z));
            _longer.LearnSettled();
            if (_held.Count > HeldMax)
                LearnHeld(_held.Dequeue(), span);

            return false;
        }

        while (_held.TryDequeue(out Held held))
        {
            // Before it began nothing was wrong.
            if (held.Observation.TimeUnixMs < SinceUnixMs)
                LearnHeld(held, span);
        }

        Shift.Add(LastObservation, shiftMs);
        if (!Shift.IsSettled(Feature.Kind, shiftMs))
            return false;
        Adopt();
        return true;
    }

    /// <summary>What it has been like since it began to deviate is all that is usual from now on.</summary>
    private void Adopt()
    {
        _baseline.Adopt(BadOf(Shift.Observations));
        Forget();
    }

    /// <summary>What it was like until now must not count for the windows that come.</summary>
    public void Recover()
    {
        _lately.Clear();
        _longer.Clear();
    }

    /// <summary>What it was like when it last deviated is usual as well.</summary>
    public void Blend()
    {
        _baseline.Blend(BadOf(Shift.Observations));
        Forget();
    }

    public double ExpectedAt(long timeUnixMs) => Shown(_baseline.Judge(new Observation(timeUnixMs, 0f, 1f))).Expected;

    public double LowAt(long timeUnixMs, double sampleSize) => _baseline.Judge(new Observation(timeUnixMs, 0.0, sampleSize)).Low;

    private void Forget()
    {
        Shift = new ShiftWatch();
        IsNew = false;
        Joint = 0;
        SinceUnixMs = 0;
        _recent.Clear();
        _held.Clear();
        _lately.Clear();
        _longer.Clear();
    }

    private void LearnHeld(in Held held, long span)
    {
        _baseline.Learn(Bad(held.Observation), held.Z, span);
        _lately.Learn(held.PooledMean, held.PooledZ);
    }

    /// <summary>Of cache hits the misses are judged.</summary>
    private Observation Bad(in Observation observation) =>
        Feature.Kind == FeatureKind.CacheHitShare ? observation with { Value = 1 - observation.Value } : observation;

    private Observation[] BadOf(IReadOnlyList<Observation> observations) => [.. observations.Select(observation => Bad(observation))];

    private Judgement Shown(in Judgement judgement) => Feature.Kind == FeatureKind.CacheHitShare
        ? judgement with { Expected = 1 - judgement.Expected, Low = 1 - judgement.High, High = 1 - judgement.Low }
        : judgement;

    private static bool IsShare(FeatureKind kind) => kind is FeatureKind.ErrorShare or FeatureKind.OperationErrors or FeatureKind.CacheHitShare;

    /// <summary>A judged window that is not learnt yet, with what the latest ones were together then.</summary>
    private readonly record struct Held(Observation Observation, float Z, float PooledMean, float PooledZ);
}
