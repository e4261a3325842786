namespace Pipeline.Ml.Thresholds;

/// <summary>Thresholds that are exceeded at a promised rate, also far beyond all scores seen, from the tail of normal scores.</summary>
/// <remarks>
/// <para>
/// After Siffer, Fouque, Termier and Largouet, "Anomaly detection in streams with extreme value theory" (SPOT, KDD 2017): the excesses over
/// a high initial threshold follow a generalised Pareto distribution. Here they are the maxima of clusters, since an alert is raised once
/// for a run of high scores, and so a promise is one about <em>episodes</em> as <see cref="EpisodeCounter"/> with the same
/// <see cref="RunLength"/> counts them. In place of a point estimate stands the average over all tails that could have given the peaks.
/// </para>
/// <para>
/// Promise: for stationary scores, the episodes per observation at <c>Threshold(rate)</c> are at most <c>rate</c> on average over
/// calibrations. One calibration may lie well above or below, the more so the fewer peaks: with 10 expected peaks beyond the threshold
/// within the calibration by a third, with one by its own size. docs/thresholds.md has the table, and how careful the promise is.
/// One standard error of the number of peaks is added to their rate. Rates far below one episode in the calibration's length lean on
/// the prior for the shape and are careful by a factor of two and more, unless the tail is heavy; shapes of 0.5 and more break the promise.
/// </para>
/// <para>
/// Calibrate on scores of rows that the detector has not seen (<see cref="CalibrationSplit"/>), in order of time. Immutable; memory is
/// bounded by <see cref="ConformalPValues.KeptMax"/> scores and 51 nodes.
/// </para>
/// </remarks>
public sealed class PeaksOverThreshold
{
    /// <summary>Fewer peaks give no tail: see <see cref="HasTail"/>.</summary>
    public const int PeaksMin = 5;

    private const int ExceedancesMin = 10;
    private const int FormatVersion = 1;

    private readonly PredictiveTail? _tail;

    private PeaksOverThreshold(ConformalPValues conformal, Summary summary, PredictiveTail? tail)
    {
        Conformal = conformal;
        InitialThreshold = summary.InitialThreshold;
        ExceedanceCount = summary.ExceedanceCount;
        PeakCount = summary.PeakCount;
        RunLength = summary.RunLength;
        ExtremalIndex = summary.ExtremalIndex;
        SplitRatio = summary.SplitRatio;
        PointEstimate = summary.PointEstimate;
        _tail = tail;
    }

    /// <summary>P-values by rank of the same scores, which hold up to the highest of them.</summary>
    public ConformalPValues Conformal { get; }

    /// <summary>Peaks are scores strictly above it.</summary>
    public double InitialThreshold { get; }

    /// <summary>Scores of the calibration above the initial threshold.</summary>
    public int ExceedanceCount { get; }

    /// <summary>Clusters they form.</summary>
    public int PeakCount { get; }

    /// <summary>Exceedances at most so many observations apart are one episode; count with the same.</summary>
    public int RunLength { get; }

    /// <summary>In (0, 1]: 1 if exceedances come singly.</summary>
    public double ExtremalIndex { get; }

    /// <summary>Episodes at a higher level for each cluster that reaches it, at least 1.</summary>
    public double SplitRatio { get; }

    /// <summary>The tail by maximum likelihood, to look at: thresholds do not rest on it. Null without a tail.</summary>
    public GeneralizedPareto? PointEstimate { get; }

    /// <summary>
    /// Whether there were peaks enough to look beyond the scores seen. If not (all scores nearly equal, or too few), no p-value is below
    /// <see cref="ConformalPValues.PValueMin"/>, and thresholds for lower rates are positive infinity.
    /// </summary>
    public bool HasTail => _tail is not null;

    /// <summary>Episodes per observation just above the initial threshold; the tail answers for lower rates.</summary>
    public double InitialRate => Math.Min(1, SplitRatio * Careful(PeakCount) / (Conformal.Count + 1.0));

    /// <summary>Calibrates on normal scores in order of time.</summary>
    /// <param name="scores">At least one, finite; at least 250 for a tail, 2,000 and more for a useful one.</param>
    /// <param name="options">Defaults if null.</param>
    /// <exception cref="ArgumentException">There are no scores, or one is not finite; the message names its position.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static PeaksOverThreshold Fit(ReadOnlySpan<double> scores, PeaksOverThresholdOptions? options = null)
    {
        options ??= new PeaksOverThresholdOptions();
        options.Validate();
        ConformalPValues conformal = ConformalPValues.Fit(scores);
        double level = LevelOf(scores, options);
        PeakClusters clusters = PeakClusters.Of(scores, level, options);
        double[] excesses = Array.ConvertAll(clusters.Maxima, maximum => maximum - level);
        bool hasTail = excesses.Length >= PeaksMin;
        Summary summary = new(level, clusters.Exceedances, excesses.Length, clusters.RunLength, clusters.ExtremalIndex, clusters.SplitRatio,
            hasTail ? GeneralizedParetoFit.MaximumLikelihood(excesses) : null);
        return new PeaksOverThreshold(conformal, summary, hasTail ? PredictiveTail.Fit(excesses) : null);
    }

    /// <summary>The lowest score, to the last digits, whose <see cref="EpisodesPerObservation"/> is at most this rate.</summary>
    /// <param name="episodesPerObservation">In (0, 1].</param>
    /// <returns>Scores at or above it are anomalous; positive infinity if the rate cannot be promised (see <see cref="HasTail"/>).</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside its range.</exception>
    public double Threshold(double episodesPerObservation)
    {
        if (!(episodesPerObservation > 0 && episodesPerObservation <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(episodesPerObservation), episodesPerObservation,
                "Episodes per observation must lie in (0, 1].");
        }

        if (_tail is null)
            return Conformal.Threshold(episodesPerObservation);
        if (episodesPerObservation >= InitialRate)
            return Math.Min(Conformal.Threshold(episodesPerObservation), Math.BitIncrement(InitialThreshold));
        return _tail.Threshold(InitialThreshold, InitialRate, episodesPerObservation);
    }

    /// <summary>The threshold for a promise.</summary>
    public double Threshold(LongRunRate promise) => Threshold(promise.PerObservation);

    /// <summary>Episodes per observation if this score were the threshold; never rises with it.</summary>
    /// <remarks>
    /// From the tail above the initial threshold. At and below it, the share of single observations that reach the score, which is no
    /// less than the episodes they form.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The score is NaN or infinite.</exception>
    public double EpisodesPerObservation(double score)
    {
        ScoreCheck.Finite(score, nameof(score));
        if (_tail is null)
            return Conformal.PValue(score);
        return score > InitialThreshold
            ? InitialRate * _tail.Survival(score - InitialThreshold)
            : Math.Max(InitialRate, Conformal.PValue(score));
    }

    /// <summary>The probability that a normal observation scores so high; never rises with the score.</summary>
    /// <remarks>
    /// Conformal up to the highest score of the calibration. Above it the tail, but never more than 1 / (n + 1), so that p does not
    /// jump upwards where the tail takes over: whichever is lower.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The score is NaN or infinite.</exception>
    public double PValue(double score)
    {
        double pValue = Conformal.PValue(score);
        if (_tail is null || score <= Conformal.ScoreMax)
            return pValue;
        // A cluster's maximum is at least as high as a single exceedance, so its tail does for all of them.
        double initial = Careful(ExceedanceCount) / (Conformal.Count + 1.0);
        return Math.Min(pValue, initial * _tail.Survival(score - InitialThreshold));
    }

    /// <summary>Little-endian, version first; see docs/thresholds.md.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(FormatVersion);
        Conformal.Write(writer);
        writer.Write(InitialThreshold);
        writer.Write(ExceedanceCount);
        writer.Write(PeakCount);
        writer.Write(RunLength);
        writer.Write(ExtremalIndex);
        writer.Write(SplitRatio);
        if (_tail is null || PointEstimate is not GeneralizedPareto estimate)
            return;
        writer.Write(estimate.Shape);
        writer.Write(estimate.Scale);
        _tail.Write(writer);
    }

    /// <exception cref="InvalidDataException">The bytes are no calibration, of another version, or end too early.</exception>
    internal static PeaksOverThreshold Read(BinaryReader reader)
    {
        CheckedReader bytes = new(reader);
        bytes.Int32("format version", FormatVersion, FormatVersion);
        ConformalPValues conformal = ConformalPValues.Read(reader);
        double initialThreshold = bytes.Double("initial threshold", double.MinValue, conformal.ScoreMax);
        int exceedances = bytes.Int32("number of exceedances", 0, conformal.Count - 1);
        int peaks = bytes.Int32("number of peaks", Math.Min(exceedances, 1), exceedances);
        int runLength = bytes.Int32("run length", 0, int.MaxValue);
        double extremalIndex = bytes.Double("extremal index", double.Epsilon, 1);
        double splitRatio = bytes.Double("split ratio", 1, Math.Max(exceedances, 1));
        GeneralizedPareto? estimate = null;
        PredictiveTail? tail = null;
        if (peaks >= PeaksMin)
        {
            estimate = new GeneralizedPareto(bytes.Double("shape", -10, 10), bytes.Double("scale", double.Epsilon, double.MaxValue));
            tail = PredictiveTail.Read(reader);
        }

        Summary summary = new(initialThreshold, exceedances, peaks, runLength, extremalIndex, splitRatio, estimate);
        return new PeaksOverThreshold(conformal, summary, tail);
    }

    /// <summary>Peaks to reckon with after so many were seen: one more, as for a p-value, and a standard error of their number.</summary>
    internal static double Careful(double peaks) => peaks + 1 + Math.Sqrt(peaks + 1);

    private static double LevelOf(ReadOnlySpan<double> scores, PeaksOverThresholdOptions options)
    {
        double[] sorted = scores.ToArray();
        Array.Sort(sorted);
        int above = (int)Math.Round((1 - options.InitialQuantile) * sorted.Length);
        above = Math.Min(Math.Max(above, Math.Min(ExceedancesMin, sorted.Length / 10)), options.ExceedancesMax);
        return sorted[Math.Max(sorted.Length - 1 - above, 0)];
    }

    private readonly record struct Summary(double InitialThreshold, int ExceedanceCount, int PeakCount, int RunLength, double ExtremalIndex,
        double SplitRatio, GeneralizedPareto? PointEstimate);
}
