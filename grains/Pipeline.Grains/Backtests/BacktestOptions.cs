namespace Pipeline.Grains.Backtests;

/// <summary>How much backtests may take. Section <c>Pipeline:Backtests</c> of the configuration.</summary>
public sealed class BacktestOptions
{
    public const string Section = "Pipeline:Backtests";

    /// <summary>Backtests that a silo runs at a time, each on one core; more are refused. Range 1 to 64, default 1.</summary>
    public int AtOnceMax { get; set; } = 1;

    /// <summary>Anomalies that an answer lists; further ones are counted. Range 1 to 100,000, default 1,000.</summary>
    public int ListedMax { get; set; } = 1_000;
}
