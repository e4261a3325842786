namespace Pipeline.Ml.Tails;

/// <summary>What was seen of one feature, and how surprising a value of it is.</summary>
/// <remarks>Immutable, so that any number of threads may ask. At most 20 KB and a few hundred bytes.</remarks>
public sealed class FeatureTail
{
    private static readonly double s_logTwo = Math.Log(2);

    private readonly double _logRows;
    private readonly double _logPresent;
    private readonly double _logMissing;
    private readonly double _missingSurprise;
    private readonly double _tie;

    internal FeatureTail(FeatureTailParts parts)
    {
        Parts = parts;
        double rows = parts.PresentWeight + parts.MissingWeight + 1;
        _logRows = Math.Log(parts.Kind == FeatureKind.Absent ? rows : parts.PresentWeight + 1);
        _tie = parts.IsDiscrete ? 1 : 0;
        bool counts = parts.MissingIsSurprising && parts.MissingWeight > 0 && parts.Kind != FeatureKind.Absent;
        _logPresent = counts ? Math.Log((parts.PresentWeight + 1) / rows) : 0;
        _logMissing = counts ? Math.Log((parts.MissingWeight + 1) / rows) : double.NegativeInfinity;

        // A missing value stands beside all values that are as rare as it: their share is at most its own.
        double missing = (parts.MissingWeight + 1) / rows * (parts.MissingWeight > 0 ? 2 : 1);
        _missingSurprise = parts.MissingIsSurprising && missing < 1 ? Math.Log(missing) : 0;
    }

    internal FeatureTailParts Parts { get; }

    public FeatureKind Kind => Parts.Kind;

    public TailSides Sides => Parts.Sides;

    /// <summary>The expected value: the weighted median of what was seen; NaN for an absent feature.</summary>
    public double Median => Parts.Kind == FeatureKind.Absent ? double.NaN : Parts.Median;

    /// <summary>Robust spread in the unit of a standard deviation; 0 for a constant or absent feature.</summary>
    public double Scale => Parts.Scale;

    /// <summary>The smallest value that was seen; NaN for an absent feature.</summary>
    public double Min => Parts.Kind == FeatureKind.Absent ? double.NaN : Parts.Seen.Values[0];

    /// <summary>The largest value that was seen; NaN for an absent feature.</summary>
    public double Max => Parts.Kind == FeatureKind.Absent ? double.NaN : Parts.Seen.Values[^1];

    /// <summary>
    /// Deviations from the median up to this stay at or below <see cref="TailModel.MutedSurprise"/>; twice this counts in full.
    /// </summary>
    public double MinimumDeviation => Parts.MinimumDeviation;

    /// <summary>Weight of the rows that held a value.</summary>
    public double PresentWeight => Parts.PresentWeight;

    /// <summary>Weight of the rows that lacked one.</summary>
    public double MissingWeight => Parts.MissingWeight;

    /// <summary>-ln p of one value, signed: positive above what is usual, negative below; a missing value is negative.</summary>
    /// <returns>
    /// Magnitude 0 to <see cref="TailModel.MaxSurprise"/>, never NaN; an infinite value is as surprising as the largest finite one.
    /// </returns>
    public double Surprise(float value)
    {
        if (float.IsNaN(value))
            return _missingSurprise;
        value = Math.Clamp(value, float.MinValue, float.MaxValue);
        double logTail = LogTail(value, out bool isAbove);
        TailSides side = isAbove ? TailSides.Upper : TailSides.Lower;
        if ((Parts.Sides & side) == 0)
            return 0;
        if (Parts.Sides == TailSides.Both)
            logTail += s_logTwo;
        double surprise = -WithPresence(-Muted(-Math.Min(0, logTail), Math.Abs(value - Parts.Median)));
        if (!(surprise > 0))
            return 0;
        surprise = Math.Min(surprise, TailModel.MaxSurprise);
        return isAbove ? surprise : -surprise;
    }

    // ln of the one-sided probability on the side where the value is rarer, or on the only side that counts.
    private double LogTail(float value, out bool isAbove)
    {
        if (Parts.Kind == FeatureKind.Absent)
        {
            // Nothing is known of the scale, so that no more is claimed than the number of rows and a tail of index 1 give.
            isAbove = value >= 0;
            return -_logRows - TailFunctions.LogOnePlus(Math.Abs((double)value));
        }

        OrderStatistics seen = Parts.Seen;
        ReadOnlySpan<float> values = seen.Values;
        isAbove = value > values[^1];
        if (isAbove)
            return Parts.Upper.LogWeight((double)value - values[^1], Math.Max(1, seen.AtOrAbove[^1] + _tie)) - _logRows;
        if (value < values[0])
            return Parts.Lower.LogWeight((double)values[0] - value, Math.Max(1, seen.AtOrBelow[0] + _tie)) - _logRows;
        (double below, double above) = seen.Around(value);
        isAbove = Parts.Sides == TailSides.Upper || (Parts.Sides == TailSides.Both && above < below);
        return Math.Log(Math.Max(1, (isAbove ? above : below) + _tie)) - _logRows;
    }

    // The share of rows that hold a value as rare as this or lack one, where that is rarer still.
    private double WithPresence(double logTail)
    {
        if (double.IsNegativeInfinity(_logMissing))
            return logTail;
        double joint = logTail + _logPresent;
        double rarer = Math.Min(joint, _logMissing);
        return joint + TailFunctions.LogOnePlus(Math.Exp(rarer - joint));
    }

    // How far a value lies from the expected one can be too little to matter; that it came at all, where most rows lack it, is not.
    private double Muted(double surprise, double deviation)
    {
        if (surprise <= TailModel.MutedSurprise || deviation >= 2 * Parts.MinimumDeviation)
            return surprise;
        double share = Math.Max(0, (deviation / Parts.MinimumDeviation) - 1);
        return TailModel.MutedSurprise + (share * (surprise - TailModel.MutedSurprise));
    }
}
