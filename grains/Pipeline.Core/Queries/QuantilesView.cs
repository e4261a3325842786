using Pipeline.Core.Sketches;

namespace Pipeline.Core.Queries;

/// <summary>The shape of a distribution.</summary>
/// <param name="Mean">Exact mean by weight.</param>
/// <param name="Min">Exact.</param>
/// <param name="P50">Within the sketch's relative accuracy; its interval is what sampling leaves open.</param>
/// <param name="P95">As <paramref name="P50"/>.</param>
/// <param name="P99">As <paramref name="P50"/>.</param>
/// <param name="Max">Exact.</param>
public sealed record QuantilesView(
    double Mean,
    double Min,
    QuantileInterval P50,
    QuantileInterval P95,
    QuantileInterval P99,
    double Max)
{
    /// <summary>Reads a sketch that is not empty.</summary>
    /// <param name="sketch">The sketch.</param>
    /// <param name="unit">How many of the sketch's units make one of the view's.</param>
    /// <param name="missingShare">Share of the calls that no event stands for.</param>
    internal static QuantilesView Of(QuantileSketch sketch, double unit, double missingShare) => new(
        sketch.Mean / unit,
        sketch.Min / unit,
        Scale(sketch.QuantileInterval(0.5, missingShare), unit),
        Scale(sketch.QuantileInterval(0.95, missingShare), unit),
        Scale(sketch.QuantileInterval(0.99, missingShare), unit),
        sketch.Max / unit);

    private static QuantileInterval Scale(in QuantileInterval interval, double unit)
        => new(interval.Lower / unit, interval.Estimate / unit, interval.Upper / unit);
}
