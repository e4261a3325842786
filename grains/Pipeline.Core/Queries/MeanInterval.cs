namespace Pipeline.Core.Queries;

/// <summary>Where the mean of all calls lies, of which only some were recorded, at 95 % confidence.</summary>
/// <param name="Lower">Lower end; null if the sample is too small to tell.</param>
/// <param name="Upper">Upper end; null likewise.</param>
public readonly record struct MeanInterval(double? Lower, double? Upper);
