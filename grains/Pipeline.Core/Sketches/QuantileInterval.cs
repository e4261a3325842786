namespace Pipeline.Core.Sketches;

/// <summary>Where a quantile lies: its estimate, and the range that sampling leaves open.</summary>
/// <param name="Lower">Lower end, in the unit of the values; equal to the estimate if nothing was sampled, null if the sample cannot tell.</param>
/// <param name="Estimate">The quantile itself.</param>
/// <param name="Upper">Upper end likewise.</param>
public readonly record struct QuantileInterval(double? Lower, double Estimate, double? Upper);
