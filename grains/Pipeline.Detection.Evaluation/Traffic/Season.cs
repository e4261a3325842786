namespace Pipeline.Detection.Evaluation.Traffic;

/// <summary>How traffic swings over the day: most calls, and the slowest ones, in the afternoon.</summary>
/// <param name="RateSwing">Part of the rate that comes and goes, 0 to 1.</param>
/// <param name="TimeSwing">The same of the time that calls take.</param>
internal sealed record Season(double RateSwing, double TimeSwing)
{
    private const double DayMs = 24 * 3_600_000;

    public static readonly Season None = new(0, 0);

    public double RateFactor(long timeUnixMs) => 1 + (RateSwing * Wave(timeUnixMs));

    public double TimeFactor(long timeUnixMs) => 1 + (TimeSwing * Wave(timeUnixMs));

    /// <summary>-1 at three in the morning, 1 at three in the afternoon.</summary>
    private static double Wave(long timeUnixMs) => -Math.Cos(2 * Math.PI * ((timeUnixMs / DayMs) - (3.0 / 24)));
}
