using Pipeline.Core.Packing;
using Pipeline.Core.Sketches;

namespace Pipeline.Core.Windows;

/// <summary>What the sampling variance of a resource's mean follows from, over the sampled events that reported it.</summary>
/// <param name="VarianceMicro">Sum of weight x (weight - 1) x count², in millionths.</param>
/// <param name="SquaresMicro">Sum of weight x (weight - 1) x amount², see <see cref="SampledMoments"/>.</param>
/// <param name="ProductsMicro">Sum of weight x (weight - 1) x count x amount; amounts may be negative.</param>
public readonly record struct ResourceMoments(Int128 VarianceMicro, Int128 SquaresMicro, Int128 ProductsMicro)
{
    // Products of either sign keep their order only while their sum cannot reach its end: so no single one may come near it.
    private static readonly Int128 ProductMax = (Int128)1 << 90;

    public bool IsZero => this == default;

    internal static ResourceMoments Of(long amount, long count, long weightMicro)
    {
        SampledMoments moments = SampledMoments.Of(Math.Abs(amount), count, weightMicro);
        Int128 product = Int128.Min(moments.ProductsMicro, ProductMax);
        return new ResourceMoments(SamplingVariance.Micro(count, weightMicro), moments.SquaresMicro, amount < 0 ? -product : product);
    }

    internal ResourceMoments Plus(in ResourceMoments other) => new(
        Saturating.Add(VarianceMicro, other.VarianceMicro),
        Saturating.Add(SquaresMicro, other.SquaresMicro),
        Saturating.Add(ProductsMicro, other.ProductsMicro));
}
