namespace Pipeline.Protocol.Queries;

/// <summary>A mean per event on both sides of a comparison.</summary>
/// <param name="A">The first side.</param>
/// <param name="B">The second.</param>
/// <param name="Difference">A - B.</param>
/// <param name="Ratio">A / B; null if B is zero.</param>
/// <param name="Lower">Lower end of the ratio's 95 % interval; null where <paramref name="Reason"/> says why.</param>
/// <param name="Upper">Upper end; null likewise.</param>
/// <param name="Reason">Why there is no interval; null if there is one.</param>
public sealed record RatioReport(double A, double B, double Difference, double? Ratio, double? Lower, double? Upper, string? Reason);
