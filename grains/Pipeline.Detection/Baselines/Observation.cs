namespace Pipeline.Detection.Baselines;

/// <summary>A feature's value in a window.</summary>
/// <param name="TimeUnixMs">Middle of the window, Unix ms.</param>
/// <param name="Value">In the feature's unit.</param>
/// <param name="SampleSize">Independent observations behind it.</param>
/// <remarks>In single precision: many are kept, and none is known to seven digits.</remarks>
internal readonly record struct Observation(long TimeUnixMs, float Value, float SampleSize)
{
    public Observation(long timeUnixMs, double value, double sampleSize)
        : this(timeUnixMs, (float)value, (float)sampleSize)
    {
    }
}
