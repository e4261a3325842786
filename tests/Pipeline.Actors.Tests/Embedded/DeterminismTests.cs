namespace Pipeline.Actors.Tests.Embedded;

/// <summary>Given a deterministic scheduler and clock, a host repeats a run exactly and stays on its thread.</summary>
public sealed class DeterminismTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20260)]
    public void Run_WithTheSameSeed_TakesTheSameSteps(int seed)
    {
        SeededCluster first = Wander(seed);
        SeededCluster second = Wander(seed);

        Assert.True(first.Journal.Steps.Count > 500, $"Only {first.Journal.Steps.Count} steps were taken.");
        Assert.Equal(first.Journal.Steps, second.Journal.Steps);
        Assert.Equal(first.Scheduler.StepCount, second.Scheduler.StepCount);
    }

    [Fact]
    public void Run_WithAnotherSeed_TakesOtherSteps() =>
        Assert.NotEqual(Wander(1).Journal.Steps, Wander(2).Journal.Steps);

    [Fact]
    public void Run_NeverLeavesTheThread()
    {
        SeededCluster cluster = Wander(3);

        Assert.False(cluster.Journal.LeftItsThread);
        Assert.Contains("2.1 tick", cluster.Journal.Steps);
        Assert.Contains(cluster.Journal.Steps, step => step.EndsWith("deactivate ApplicationRequested", StringComparison.Ordinal));
        Assert.Contains(cluster.Journal.Steps, step => step.EndsWith("deactivate ActivationIdle", StringComparison.Ordinal));
        Assert.Contains(cluster.Journal.Steps, step => step.EndsWith("deactivate ShuttingDown", StringComparison.Ordinal));
    }

    [Fact]
    public void Crash_OfTheHost_StopsEverythingAtOnce()
    {
        SeededCluster cluster = new(4);
        Task client = cluster.Scheduler.Start(() => cluster.Host.GetGrain<IWandererGrain>("5.0").WanderAsync(5, 1));
        for (int step = 0; step < 40; step++)
            cluster.Scheduler.RunOne();
        int steps = cluster.Journal.Steps.Count;

        cluster.Host.Crash();
        cluster.Scheduler.RunUntilIdle();

        Assert.Equal(0, cluster.Host.ActivationCount);
        Assert.Equal(steps, cluster.Journal.Steps.Count);
        Assert.Throws<SiloUnavailableException>(() => client.GetAwaiter().GetResult());
    }

    private static SeededCluster Wander(int seed)
    {
        SeededCluster cluster = new(seed, options => options.CollectionAge = TimeSpan.FromSeconds(90));
        cluster.Run(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 5).Select(client =>
                cluster.Host.GetGrain<IWandererGrain>($"5.{client}").WanderAsync(5, client)));
        });
        cluster.Pass(seconds: 200);
        cluster.Run(() => cluster.Host.GetGrain<IWandererGrain>("3.0").WanderAsync(3, 5));
        cluster.Run(() => cluster.Host.StopAsync());
        return cluster;
    }
}
