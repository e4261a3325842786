using Pipeline.Ml.Saving;

namespace Pipeline.Ml.Thresholds;

/// <summary>A threshold that keeps its promised rate of false episodes while it learns from the normal observations it sees.</summary>
/// <remarks>
/// <para>
/// SPOT's update (Siffer et al., KDD 2017) on clusters: a run of scores above the initial threshold that stays below the alarm threshold
/// gives one more peak, and the tail is fitted anew every few. Kept are the latest peaks, with the number of normal observations since
/// the oldest, so that the past is forgotten and memory bounded: 16 bytes a peak.
/// </para>
/// <para>
/// Anomalies are not learned: a run that raised an alarm gives no peak, and its alarming observations do not count as time. But leaving
/// out every alarm would cut the tail off at the threshold, find it too short, lower the threshold, and cut it off again. Hence an alarm
/// that chance may well have raised is learned as <em>a peak somewhere above the threshold</em>, never how far: one whose peak would not
/// be alarming at a fifth of the promised rate. Four of five false alarms are so; each counts 1.25, for the fifth that is left out. With x
/// expected in the time kept, they count x + sqrt(x), rounded up, at most. Anomalies farther out leave no trace, however many. Anomalies
/// below the threshold are learned like all else: a threshold that a short calibration put far out may come too late for them.
/// </para>
/// <para>
/// The initial threshold and the run length stay as calibrated; when the whole level of scores shifts, calibrate anew. The same scores in
/// the same order give the same thresholds, bit for bit, also when it is saved and loaded between them. Not thread-safe.
/// </para>
/// </remarks>
public sealed class StreamingThreshold
{
    private const int FormatVersion = 1;
    private const ushort SavedVersion = 1;

    // False alarms reach far beyond the threshold as rarely as they should: this share lies beyond that of this share of the rate.
    private const double ChanceShare = 0.2;

    // Of the promised rate, how much is asked of the tail. Not to know how far alarms reached costs certainty, which shows as up to a
    // tenth more of them than promised when few are expected in the time kept.
    private const double AskedShare = 0.9;

    private readonly PeaksOverThreshold _initial;
    private readonly double _promisedRate;
    private readonly int _peaksPerRefit;
    private readonly EpisodeCounter _episodes;
    private readonly TimedRing _peaks;
    private readonly TimedRing _alarms;

    // Time is the number of normal observations, those of the calibration included.
    private long _now;
    private long _keptSince;

    // The open run of scores above the initial threshold; an alarm level of NaN says that it has raised none.
    private bool _isRunOpen;
    private int _sinceExceedance;
    private double _runMax;
    private double _runAlarmLevel;

    private int _runsSinceRefit;
    private double _rate;
    private PredictiveTail? _tail;

    /// <summary>Begins with normal scores, in order of time.</summary>
    /// <param name="scores">At least one, finite; at least 250 for a threshold at once, 2,000 and more for a useful one.</param>
    /// <param name="options">The promise, and how to learn.</param>
    /// <exception cref="ArgumentException">There are no scores, or one is not finite; the message names its position.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An option is outside its range, or the promised rate is not well below that of peaks: choose a lower initial quantile.
    /// </exception>
    public StreamingThreshold(ReadOnlySpan<double> scores, StreamingThresholdOptions options)
        : this(Calibrate(scores, options), options.Promise.PerObservation, options.PeaksMax, options.PeaksPerRefit,
            static initial => new EpisodeCounter(double.PositiveInfinity, initial.RunLength))
    {
        // The threshold is infinite until the first fit, so all of the calibration is learned.
        foreach (double score in scores)
            Learn(score, isAlarm: false);
        Refit();
    }

    private StreamingThreshold(
        PeaksOverThreshold initial,
        double promisedRate,
        int peaksMax,
        int peaksPerRefit,
        Func<PeaksOverThreshold, EpisodeCounter> episodes)
    {
        _initial = initial;
        _promisedRate = promisedRate;
        _peaksPerRefit = peaksPerRefit;
        _peaks = new TimedRing(peaksMax);
        _alarms = new TimedRing(peaksMax);
        _episodes = episodes(initial);
    }

    /// <summary>Scores at or above it raise an alarm; positive infinity while there are fewer than five peaks to judge by.</summary>
    public double Threshold => _episodes.Threshold;

    /// <summary>Scores above it are learned as peaks.</summary>
    public double InitialThreshold => _initial.InitialThreshold;

    /// <summary>Exceedances at most so many observations apart are one episode.</summary>
    public int RunLength => _episodes.RunLength;

    /// <summary>Peaks kept.</summary>
    public int PeakCount => _peaks.Count;

    /// <summary>Normal observations in the time that the kept peaks come from.</summary>
    public long ObservationsKept => _now - _keptSince;

    /// <summary>Observations since the calibration.</summary>
    public long Observations => _episodes.Observations;

    /// <summary>Episodes since the calibration.</summary>
    public long Episodes => _episodes.Episodes;

    /// <summary>The open or else the last ended episode, positions counted from the calibration's end; null before the first.</summary>
    public Episode? LatestEpisode => _episodes.Latest;

    /// <summary>Judges the next score by the threshold so far, then learns from it if it is normal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The score is NaN or infinite; nothing was counted or learned.</exception>
    public EpisodeStep Observe(double score)
    {
        EpisodeStep step = _episodes.Add(score);
        Learn(score, isAlarm: step is EpisodeStep.Started or EpisodeStep.Continued);
        return step;
    }

    /// <summary>Episodes per observation if this score were the threshold; never rises with it, as the tail is now.</summary>
    /// <returns>From the tail above the initial threshold; at and below it the rate just above it or more; 1 without a tail.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The score is NaN or infinite.</exception>
    public double EpisodesPerObservation(double score)
    {
        ScoreCheck.Finite(score, nameof(score));
        if (_tail is null)
            return 1;
        return score > InitialThreshold
            ? _rate * _tail.Survival(score - InitialThreshold)
            : Math.Max(_rate, _initial.Conformal.PValue(score));
    }

    /// <summary>Writes all that has been learned, in the middle of a stream as well as at its end. See docs/thresholds.md.</summary>
    /// <param name="stream">Written to from where it stands, and left open.</param>
    public void Save(Stream stream) => ModelContainer.Write(stream, ModelKind.StreamingThreshold, SavedVersion, Write);

    /// <summary>Reads a threshold that goes on as the saved one would have, bit for bit.</summary>
    /// <param name="stream">Read from where it stands to the end of the threshold, and left open.</param>
    /// <exception cref="ModelFormatException">There is no whole threshold of a known version.</exception>
    public static StreamingThreshold Load(Stream stream) =>
        ModelContainer.Read(stream, ModelKind.StreamingThreshold, SavedVersion, static (reader, _) => Read(reader));

    /// <summary>The payload: little-endian, version first. An observation in between is never half learned.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(FormatVersion);
        _initial.Write(writer);
        writer.Write(_promisedRate);
        writer.Write(_peaks.Capacity);
        writer.Write(_peaksPerRefit);
        _episodes.Write(writer);
        writer.Write(_now);
        writer.Write(_keptSince);
        _peaks.Write(writer);
        _alarms.Write(writer);
        writer.Write(_isRunOpen ? 1 : 0);
        if (_isRunOpen)
        {
            writer.Write(_sinceExceedance);
            writer.Write(_runMax);
            writer.Write(double.IsNaN(_runAlarmLevel) ? 0 : _runAlarmLevel);
        }

        writer.Write(_runsSinceRefit);
        writer.Write(_rate);
        writer.Write(_tail is null ? 0 : 1);
        _tail?.Write(writer);
    }

    /// <exception cref="InvalidDataException">The bytes are no such threshold, of another version, or end too early.</exception>
    internal static StreamingThreshold Read(BinaryReader reader)
    {
        CheckedReader bytes = new(reader);
        bytes.Int32("format version of the running threshold", FormatVersion, FormatVersion);
        PeaksOverThreshold initial = PeaksOverThreshold.Read(reader);
        double promisedRate = bytes.Double("promised rate", double.Epsilon, 1);
        int peaksMax = bytes.Int32("most peaks", StreamingThresholdOptions.PeaksMaxLowest, StreamingThresholdOptions.PeaksMaxHighest);
        int peaksPerRefit = bytes.Int32("peaks per refit", 1, int.MaxValue);
        EpisodeCounter episodes = EpisodeCounter.Read(reader);
        StreamingThreshold threshold = new(initial, promisedRate, peaksMax, peaksPerRefit, _ => episodes);
        threshold._now = bytes.Int64("time", 0, long.MaxValue);
        threshold._keptSince = bytes.Int64("time of the oldest peak", 0, threshold._now);
        threshold._peaks.Read(reader, threshold._now);
        threshold._alarms.Read(reader, threshold._now);
        threshold._isRunOpen = bytes.Int32("open run", 0, 1) == 1;
        if (threshold._isRunOpen)
        {
            threshold._sinceExceedance = bytes.Int32("time since the last exceedance", 0, int.MaxValue);
            threshold._runMax = bytes.Double("highest score of the open run", initial.InitialThreshold, double.MaxValue);
            double level = bytes.Double("alarm level of the open run", 0, double.MaxValue);
            threshold._runAlarmLevel = level > 0 ? level : double.NaN;
        }

        threshold._runsSinceRefit = bytes.Int32("runs since the last fit", 0, peaksPerRefit);
        threshold._rate = bytes.Double("rate of peaks", 0, 1);
        threshold._tail = bytes.Int32("tail", 0, 1) == 1 ? PredictiveTail.Read(reader) : null;
        return threshold;
    }

    private static PeaksOverThreshold Calibrate(ReadOnlySpan<double> scores, StreamingThresholdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        PeaksOverThreshold initial = PeaksOverThreshold.Fit(scores, options.Calibration);
        return !initial.HasTail || options.Promise.PerObservation <= initial.InitialRate / 2
            ? initial
            : throw new ArgumentOutOfRangeException(nameof(options), options.Promise,
                $"The promise is not below half the rate of peaks, {initial.InitialRate}; choose a lower initial quantile.");
    }

    private void Learn(double score, bool isAlarm)
    {
        if (_isRunOpen && ++_sinceExceedance > RunLength)
            CloseRun();
        if (score > InitialThreshold)
        {
            if (!_isRunOpen)
                (_isRunOpen, _runMax, _runAlarmLevel) = (true, score, double.NaN);
            _sinceExceedance = 0;
            _runMax = Math.Max(_runMax, score);
            if (isAlarm && double.IsNaN(_runAlarmLevel))
                _runAlarmLevel = Threshold - InitialThreshold;
        }

        if (!isAlarm)
            _now++;
    }

    private void CloseRun()
    {
        _isRunOpen = false;
        if (!double.IsNaN(_runAlarmLevel))
            LearnAlarm();
        else if (_peaks.Add(_runMax - InitialThreshold, _now) is long forgotten)
            _keptSince = forgotten;
        _runsSinceRefit = Math.Min(_runsSinceRefit + 1, _peaksPerRefit);
        // The calibration is fitted once, at its end; and who has no tail yet does not wait for the next eight peaks.
        if (Observations > 0 && (_runsSinceRefit == _peaksPerRefit || _tail is null))
            Refit();
    }

    private void LearnAlarm()
    {
        // An alarm is one of a fitted tail, or the threshold would be infinite.
        if (EpisodesPerObservation(_runMax) >= _promisedRate * ChanceShare)
            _alarms.Add(_runAlarmLevel, _now);
    }

    private void Refit()
    {
        _runsSinceRefit = 0;
        if (_peaks.Count < PeaksOverThreshold.PeaksMin)
            return;
        _alarms.ForgetBefore(_keptSince);
        const double standsFor = 1 / (1 - ChanceShare);
        double expected = ObservationsKept * _promisedRate;
        double plausible = Math.Min(Math.Ceiling((expected + Math.Sqrt(expected)) / standsFor), _alarms.Count);
        double[] censored = _alarms.Latest((int)plausible);
        _tail = PredictiveTail.Fit(_peaks.Latest(_peaks.Count), censored, standsFor);
        double peaks = PeaksOverThreshold.Careful(_peaks.Count + (censored.Length * standsFor));
        _rate = Math.Min(1, _initial.SplitRatio * peaks / (ObservationsKept + 1.0));
        // Alarms lie above the initial threshold whatever the promise, so that there is a level to learn them by.
        double threshold = _tail.Threshold(InitialThreshold, _rate, Math.Min(_rate, AskedShare * _promisedRate));
        _episodes.MoveThreshold(Math.Max(threshold, Math.BitIncrement(InitialThreshold)));
    }
}
