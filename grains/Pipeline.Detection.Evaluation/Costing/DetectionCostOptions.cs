namespace Pipeline.Detection.Evaluation.Costing;

/// <summary>What the cost of detection is measured with.</summary>
public sealed record DetectionCostOptions
{
    /// <summary>Endpoints that are measured; the figures for <see cref="ScaledEndpoints"/> follow from them.</summary>
    public int Endpoints { get; init; } = 40;

    /// <summary>Endpoints that figures are scaled to.</summary>
    public int ScaledEndpoints { get; init; } = 1_000;

    /// <summary>Segments of each, 1 to 8.</summary>
    public int Segments { get; init; } = 4;

    /// <summary>Operations that its events call, 7 to 64.</summary>
    public int Operations { get; init; } = 15;

    /// <summary>Events of an endpoint in a second.</summary>
    public int EventsPerSecond { get; init; } = 12;

    /// <summary>Minutes that are measured.</summary>
    public int Minutes { get; init; } = 60;

    /// <summary>Minutes that endpoints have behind them by then: from 265 on, each segment has had its second forest.</summary>
    public int HistoryMinutes { get; init; } = 300;

    /// <summary>Decides the traffic.</summary>
    public int Seed { get; init; } = 1;
}
