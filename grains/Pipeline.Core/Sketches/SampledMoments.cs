using Pipeline.Core.Packing;

namespace Pipeline.Core.Sketches;

/// <summary>What the spread of a sampled amount around its mean is worked out from, whatever that mean turns out to be.</summary>
/// <remarks>
/// With b = weight x (weight - 1), x an event's calls and y its amount, the mean R = sum(w y) / sum(w x) has the sampling variance
/// sum(b (y - R x)²) / sum(w x)² (Hájek's ratio under independent sampling with known probabilities). These are sum(b y²) and sum(b x y);
/// sum(b x²) is kept with the calls. Events of weight one add nothing: nothing was left to chance.
/// </remarks>
/// <param name="SquaresMicro">Sum of b y², in millionths of the amount's squared unit.</param>
/// <param name="ProductsMicro">Sum of b x y, in millionths of the amount's unit.</param>
public readonly record struct SampledMoments(Int128 SquaresMicro, Int128 ProductsMicro)
{
    /// <summary>Those of one event.</summary>
    /// <param name="amount">Total over its calls, at least 0.</param>
    /// <param name="count">Its calls.</param>
    /// <param name="weightMicro">Its weight.</param>
    internal static SampledMoments Of(long amount, long count, long weightMicro)
    {
        Int128 weight = SamplingVariance.Micro(1, weightMicro);
        return new SampledMoments(
            Saturating.Multiply(weight, Saturating.Wide(amount, amount)),
            Saturating.Multiply(weight, Saturating.Wide(amount, count)));
    }

    /// <summary>
    /// Those that packed bytes of before moments were kept must do with: as if weights had nothing to do with amounts, so that each
    /// event's b is the same share of its weight.
    /// </summary>
    /// <param name="squaresMicro">Sum of w y².</param>
    /// <param name="sumMicro">Sum of w y.</param>
    /// <param name="totalMicro">Sum of w x.</param>
    /// <param name="varianceMicro">Sum of b x².</param>
    internal static SampledMoments Guess(double squaresMicro, double sumMicro, Int128 totalMicro, Int128 varianceMicro)
    {
        double ratio = totalMicro > 0 ? (double)varianceMicro / (double)totalMicro : 0;
        return new SampledMoments(Clamp(squaresMicro * ratio), Clamp(sumMicro * ratio));
    }

    internal SampledMoments Plus(in SampledMoments other) => new(
        Saturating.Add(SquaresMicro, other.SquaresMicro), Saturating.Add(ProductsMicro, other.ProductsMicro));

    private static Int128 Clamp(double sum) => sum < 1e38 ? (Int128)sum : Int128.MaxValue;
}
