namespace Pipeline.Detection.Baselines;

/// <summary>A feature's value in a window.</summary>
/// <param name="TimeUnixMs">Middle of the window, Unix ms.</param>
/// <param name="Value">In the feature's unit.</param>
/// <param name="SampleSize">Independent observations behind it.</param>
internal readonly record struct Observation(long TimeUnixMs, double Value, double SampleSize);
