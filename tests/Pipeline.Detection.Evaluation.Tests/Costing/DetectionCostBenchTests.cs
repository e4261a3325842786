using Pipeline.Detection.Evaluation.Costing;

namespace Pipeline.Detection.Evaluation.Tests.Costing;

public class DetectionCostBenchTests
{
    private static readonly DetectionCostOptions s_options = new()
    {
        Endpoints = 2, Segments = 2, Operations = 7, EventsPerSecond = 6, Minutes = 1, HistoryMinutes = 150,
    };

    [Fact]
    public void Run_HistoryOfHours_MeasuresEndpointsWhoseForestsAreAtWork()
    {
        DetectionCost cost = DetectionCostBench.Run(s_options);

        Assert.Equal(2, cost.Models);
        // Six a second, Poisson.
        Assert.InRange(cost.Events, 270, 450);
        // Two tables of over a hundred rows, and as many behind the models.
        Assert.InRange(cost.SnapshotBytes, 10_000, 200_000);
        Assert.True(cost.CpuSecondsOn > 0);
        Assert.True(cost.FitMs > 0);
        Assert.Contains("Scaled to 1,000 endpoints", cost.ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_HistoryTooShortForAForest_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DetectionCostBench.Run(s_options with { HistoryMinutes = 20 }));

    [Fact]
    public void CoreShare_KnownFigures_IsScaled()
    {
        DetectionCost cost = new(new DetectionCostOptions { ScaledEndpoints = 1_000 }, 1, 0.1, 0.46, 0, 0, 0, 0, FitMs: 0, 0, 4);

        Assert.Equal(0.1, cost.CoreShare, 6);
        Assert.Equal(0.36, cost.CpuSeconds, 6);
    }
}
