using Pipeline.Core.Features;

namespace Pipeline.Detection.Monitoring;

/// <summary>A feature in the last window that was judged, against what is usual.</summary>
/// <param name="Feature">What.</param>
/// <param name="WindowStartUnixMs">Start of the window, Unix ms.</param>
/// <param name="WindowWidthMs">Its width, ms.</param>
/// <param name="Observed">The value, in the feature's unit.</param>
/// <param name="SampleSize">Independent events behind it.</param>
/// <param name="Expected">What is usual at that time; null while too little is known.</param>
/// <param name="ExpectedLow">Low end of what is usual: three robust standard deviations below; null while too little is known.</param>
/// <param name="ExpectedHigh">High end, likewise.</param>
/// <param name="Surprise">-ln p of the value, nats; 0 while too little is known.</param>
/// <param name="LearntWindows">Windows that what is usual was learnt from.</param>
public sealed record FeatureStanding(
    Feature Feature,
    long WindowStartUnixMs,
    long WindowWidthMs,
    double Observed,
    double SampleSize,
    double? Expected,
    double? ExpectedLow,
    double? ExpectedHigh,
    double Surprise,
    long LearntWindows);
