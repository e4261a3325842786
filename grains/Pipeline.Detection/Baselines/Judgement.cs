namespace Pipeline.Detection.Baselines;

/// <summary>A value against what is usual.</summary>
/// <param name="Surprise">-ln p that it is so bad, nats; 0 while too little is known.</param>
/// <param name="Z">Distance from what is usual in robust deviations, the bad side up; 0 while too little is known.</param>
/// <param name="Expected">What is usual; NaN while too little is known.</param>
/// <param name="Low">Three deviations below.</param>
/// <param name="High">Three deviations above.</param>
internal readonly record struct Judgement(double Surprise, double Z, double Expected, double Low, double High)
{
    /// <summary>-ln 0.05: a deviation too small to matter is visible, and never alarms.</summary>
    public const double Muted = 2.995732273553991;

    public static readonly Judgement Unknown = new(0, 0, double.NaN, double.NaN, double.NaN);

    /// <summary>Whether the deviation is large enough to matter.</summary>
    public bool IsMaterial { get; init; }

    public bool IsKnown => !double.IsNaN(Expected);
}
