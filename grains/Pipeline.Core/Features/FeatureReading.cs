namespace Pipeline.Core.Features;

/// <summary>A feature's value in one window, and what it rests on.</summary>
/// <param name="Feature">What.</param>
/// <param name="Value">In the feature's unit.</param>
/// <param name="SampleSize">Independent observations behind it: events for what is per event, calls of the operation for what is per call.</param>
public readonly record struct FeatureReading(Feature Feature, double Value, double SampleSize);
