using Pipeline.Core.Packing;

namespace Pipeline.Core.Sketches;

/// <summary>What one sampled event adds to the variance of an estimated count.</summary>
internal static class SamplingVariance
{
    /// <summary>
    /// weight x (weight - 1) x count^2, in millionths and rounded down per event: the Horvitz-Thompson estimate for independent sampling
    /// with probability 1 / weight. Always the same for the same event, so sums of it do not depend on order.
    /// </summary>
    /// <param name="count">Calls of the event.</param>
    /// <param name="weightMicro">Its weight.</param>
    public static Int128 Micro(long count, long weightMicro)
    {
        if (weightMicro == PackedWriter.CommonScale)
            return 0;
        Int128 ofOne = Saturating.Wide(weightMicro, weightMicro - PackedWriter.CommonScale) / PackedWriter.CommonScale;
        return count == 1 ? ofOne : Saturating.Multiply(ofOne, Saturating.Wide(count, count));
    }

    /// <summary>The square of an event's variance, in millionths: how much the sum rests on few events with great weights.</summary>
    public static Int128 SpreadMicro(Int128 varianceMicro) => Saturating.Multiply(varianceMicro, varianceMicro) / PackedWriter.CommonScale;
}
