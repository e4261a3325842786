using Pipeline.Core.Packing;

namespace Pipeline.Core.Sketches;

/// <summary>Counts weighted values in logarithmic buckets, so that any quantile of them can be estimated, and sketches merged.</summary>
/// <remarks>
/// Guarantee: <see cref="Quantile"/> is within <see cref="RelativeAccuracy"/> of the value that exact sorting gives for the same rank,
/// for every quantile at or above <see cref="CollapsedBelow"/>; nothing collapses while the largest value is below 2^32 times the
/// smallest positive one. Minimum, maximum and sum are exact. This is DDSketch with collapsing lowest buckets (Masson, Rim and Lee, VLDB
/// 2019, sections 2.1 to 2.3); the merge of two sketches is bit for bit the sketch of all their values, in any order. Memory: 8 bytes a
/// bucket between the smallest and the largest value, at most 16 KB. Adding costs a few nanoseconds. Not thread-safe.
/// </remarks>
public sealed class QuantileSketch
{
    /// <summary>Largest relative error of a quantile: about 0.78 %.</summary>
    public const double RelativeAccuracy = BucketMapping.RelativeAccuracy;

    /// <summary>Buckets kept before the lowest are joined.</summary>
    public const int MaxBuckets = BucketStore.MaxBuckets;

    private const double MicrosPerEvent = 1e6;
    private const double Normal975 = 1.959963984540054;
    private const double SkewnessFactor = ((Normal975 * Normal975) - 1) / 6;

    // The part of the buckets that events of weight one counted, while there are others; else all of it.
    private BucketStore? _certain;

    internal BucketStore Buckets { get; } = new();

    /// <summary>What was counted without sampling; null while that is everything.</summary>
    internal BucketStore? Certain => IsSampled ? _certain : null;

    /// <summary>Whether any value came with a weight above one.</summary>
    public bool IsSampled => SamplingVarianceMicro != 0;

    /// <summary>From which the sampling variance of <see cref="Mean"/> follows; sums of b are <see cref="SamplingVarianceMicro"/>.</summary>
    public SampledMoments Moments { get; private set; }

    /// <summary>Sum of value times weight, in millionths of the unit; exact.</summary>
    public Int128 SumMicro { get; private set; }

    /// <summary>
    /// Estimated variance of the total weight that sampling causes: sum of weight x (weight - 1) x count^2, in millionths; 0 without
    /// sampling.
    /// </summary>
    public Int128 SamplingVarianceMicro { get; private set; }

    /// <summary>Smallest value; <see cref="long.MaxValue"/> when empty.</summary>
    public long Min { get; private set; } = long.MaxValue;

    /// <summary>Largest value; -1 when empty.</summary>
    public long Max { get; private set; } = -1;

    public bool IsEmpty => Max < 0;

    /// <summary>Sum of all weights, in millionths of an event; at least one event's unless empty.</summary>
    public Int128 TotalWeightMicro => Buckets.TotalWeight();

    /// <summary>
    /// Whether the lowest buckets were joined, so that low quantiles are only known to lie below <see cref="CollapsedBelow"/>.
    /// </summary>
    public bool HasCollapsed => Buckets.HasCollapsed;

    /// <summary>Quantiles below this value carry no guarantee; 0 unless <see cref="HasCollapsed"/>.</summary>
    public long CollapsedBelow
        => HasCollapsed ? BucketMapping.LowestOf(Math.Max(0, Buckets.HighestUsed() - (MaxBuckets - 1)) + 1) : 0;

    /// <summary>Mean of the values by weight; NaN when empty.</summary>
    public double Mean => IsEmpty ? double.NaN : (double)SumMicro / (double)TotalWeightMicro;

    /// <summary>
    /// The number of unsampled events that would leave the same uncertainty; infinite where nothing was sampled. It is the squared total
    /// weight over the variance that sampling gives it.
    /// </summary>
    public double EffectiveSampleSize
    {
        get
        {
            double total = (double)TotalWeightMicro / MicrosPerEvent;
            return total * total / ((double)SamplingVarianceMicro / MicrosPerEvent);
        }
    }

    /// <summary>Adds a value that stands for <paramref name="count"/> calls, each sampled with probability one over the weight.</summary>
    /// <param name="value">At least 0, in the sketch's unit.</param>
    /// <param name="count">At least 1.</param>
    /// <param name="weightMicro">At least 1,000,000, in millionths.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is below its least.</exception>
    public void Add(long value, long count = 1, long weightMicro = PackedWriter.CommonScale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(weightMicro, PackedWriter.CommonScale);
        Int128 variance = SamplingVariance.Micro(count, weightMicro);
        long weight = Saturating.Multiply(count, weightMicro);
        if (variance != 0)
            AddSampled(variance, new SampledMoments(Saturating.Multiply(variance, Saturating.Wide(value, value)), Saturating.Multiply(variance, (Int128)value)));
        else
            Certain?.Count(value, weight);
        Buckets.Count(value, weight);
        AddMoments(Saturating.Multiply(Saturating.Wide(count, weightMicro), (Int128)value), value, value);
    }

    /// <summary>Adds all of another sketch. Commutative and associative, bit for bit.</summary>
    public void Merge(QuantileSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.IsEmpty)
            return;
        if (other.IsSampled)
            AddSampled(other.SamplingVarianceMicro, other.Moments);
        Certain?.Merge(other.Certain ?? other.Buckets);
        Buckets.Merge(other.Buckets);
        AddMoments(other.SumMicro, other.Min, other.Max);
    }

    /// <summary>
    /// The value at rank floor(q x (n - 1)) of the values in ascending order, counted from 0; n is the total weight in events.
    /// </summary>
    /// <param name="q">0 (the minimum) to 1 (the maximum).</param>
    /// <returns>In the unit of the values; NaN when empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is not within 0 and 1.</exception>
    public double Quantile(double q)
    {
        if (!(q >= 0 && q <= 1))
            throw new ArgumentOutOfRangeException(nameof(q), q, "A quantile lies between 0 and 1.");
        if (IsEmpty)
            return double.NaN;
        double total = (double)TotalWeightMicro;
        double last = (total / MicrosPerEvent) - 1;
        double rank = Math.Floor(q * last);
        if (rank <= 0)
            return Min;
        return rank >= last ? Max : ValueAt((Int128)(rank * MicrosPerEvent));
    }

    /// <summary>How much the values vary by weight around <see cref="Mean"/>; within the relative accuracy, NaN when empty.</summary>
    public double StandardDeviation()
    {
        if (IsEmpty)
            return double.NaN;
        double mean = Mean;
        double sum = Buckets.ZeroWeight * mean * mean;
        ReadOnlySpan<long> weights = Buckets.Weights;
        for (int at = 0; at < weights.Length; at++)
        {
            if (weights[at] == 0)
                continue;
            double deviation = Math.Clamp(BucketMapping.ValueOf(Buckets.First + at), Min, Max) - mean;
            sum += weights[at] * deviation * deviation;
        }

        return Math.Sqrt(sum / (double)TotalWeightMicro);
    }

    /// <summary>The quantile with the interval that covers its true value in about 95 of 100 samples like this one.</summary>
    /// <remarks>
    /// Woodruff's method ("Confidence intervals for medians and other position measures", JASA 47, 1952): the ends are the quantiles at q
    /// less and plus 1.96 standard errors of the share of values below the quantile. Values of weight one add nothing to that error. The
    /// others are taken to have weights that are independent of their values; their share below is what is left of q, so that it need not
    /// be estimated from the few that lie above. Both ends move by the skewness of such shares (Cornish and Fisher). The sketch's own
    /// relative error comes on top.
    /// </remarks>
    /// <param name="q">0 to 1.</param>
    /// <param name="missingShare">Share of the calls that no event stands for, though a tally says that there were such.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is not within 0 and 1.</exception>
    public QuantileInterval QuantileInterval(double q, double missingShare = 0)
    {
        double estimate = Quantile(q);
        if (IsEmpty || (!IsSampled && missingShare <= 0))
            return new QuantileInterval(estimate, estimate, estimate);
        (double margin, double shift) = ShareError(q, estimate, missingShare);
        // Where nothing but the tail is certain the shift may be larger than the margin; the estimate is between its ends all the same.
        double lower = q - Math.Max(margin - shift, 0);
        double upper = q + Math.Max(margin + shift, 0);
        return Widen(new QuantileInterval(lower > 0 ? ValueAtShare(lower) : null, estimate, upper < 1 ? ValueAtShare(upper) : null));
    }

    /// <summary>Where both ends fall into the estimate's own bucket, its accuracy is what is left.</summary>
    private static QuantileInterval Widen(in QuantileInterval interval)
    {
        if (interval.Lower != interval.Upper)
            return interval;
        double estimate = interval.Estimate;
        return new QuantileInterval(estimate * (1 - RelativeAccuracy), estimate, estimate > 0 ? estimate * (1 + RelativeAccuracy) : null);
    }

    /// <summary>Empty again; keeps its memory.</summary>
    public void Clear()
    {
        Buckets.Clear();
        Moments = default;
        SumMicro = 0;
        SamplingVarianceMicro = 0;
        Min = long.MaxValue;
        Max = -1;
    }

    /// <summary>Adds what belongs to values whose buckets were counted apart.</summary>
    internal void AddMoments(Int128 sumMicro, long min, long max)
    {
        SumMicro = Saturating.Add(SumMicro, sumMicro);
        Min = Math.Min(Min, min);
        Max = Math.Max(Max, max);
    }

    /// <summary>Adds what sampling leaves open of values that are about to be counted.</summary>
    /// <returns>Where those of them that have weight one are to be counted as well.</returns>
    internal BucketStore AddSampled(Int128 varianceMicro, in SampledMoments moments)
    {
        if (!IsSampled)
        {
            _certain ??= new BucketStore();
            _certain.Clear();
            _certain.Merge(Buckets);
        }

        SamplingVarianceMicro = Saturating.Add(SamplingVarianceMicro, varianceMicro);
        Moments = Moments.Plus(moments);
        return _certain!;
    }

    /// <summary>For a sketch of before moments were kept, which knows of no certain values either.</summary>
    internal void GuessMoments()
    {
        double deviation = StandardDeviation();
        double squares = ((deviation * deviation) + (Mean * Mean)) * (double)TotalWeightMicro;
        Moments = SampledMoments.Guess(squares, (double)SumMicro, TotalWeightMicro, SamplingVarianceMicro);
    }

    /// <summary>The least value of which more than a share of the weight lies at or below it.</summary>
    private double ValueAtShare(double share) => ValueAt((Int128)(share * (double)TotalWeightMicro));

    private (double Margin, double Shift) ShareError(double q, double quantile, double missingShare)
    {
        double total = (double)TotalWeightMicro / MicrosPerEvent;
        double variance = (double)SamplingVarianceMicro / MicrosPerEvent;
        double certain = (double)(Certain?.TotalWeight() ?? 0) / MicrosPerEvent;
        double certainBelow = (double)(Certain?.WeightUpTo(quantile) ?? 0) / MicrosPerEvent;
        double uncertain = total - certain;
        double below = uncertain > 0 ? Math.Clamp(((q * total) - certainBelow) / uncertain, 0, 1) : q;
        double second = (below * (1 - q) * (1 - q)) + ((1 - below) * q * q);
        double third = (below * (1 - q) * (1 - q) * (1 - q)) - ((1 - below) * q * q * q);
        double ofSampled = variance * second;
        double ofMissing = missingShare * total * q * (1 - q);
        // Third moments over second ones: a share p of n has (1 - 2 p) / n, and 1 - 2 n / N of that if the n are so many of N.
        double skewness = (variance * variance * third / Math.Max(uncertain, 1)) + (ofMissing * ((2 * missingShare) - 1) * (1 - (2 * q)));
        double shift = SkewnessFactor * skewness / (ofSampled + ofMissing) / total;
        return (Normal975 * Math.Sqrt(ofSampled + ofMissing) / total, shift);
    }

    private double ValueAt(Int128 rankMicro)
    {
        Int128 below = Buckets.ZeroWeight;
        if (below > rankMicro)
            return 0;
        ReadOnlySpan<long> weights = Buckets.Weights;
        for (int at = 0; at < weights.Length; at++)
        {
            below += weights[at];
            if (below > rankMicro)
                return Math.Clamp(BucketMapping.ValueOf(Buckets.First + at), Min, Max);
        }

        return Max;
    }
}
