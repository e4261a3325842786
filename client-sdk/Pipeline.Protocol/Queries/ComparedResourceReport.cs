namespace Pipeline.Protocol.Queries;

/// <summary>A resource per event on both sides of a comparison.</summary>
/// <param name="A">The first side.</param>
/// <param name="B">The second.</param>
/// <param name="Ratio">A / B; null if B is zero.</param>
public sealed record ComparedResourceReport(double A, double B, double? Ratio);
