using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pipeline.Actors.Tests.Conformance.Grains;

namespace Pipeline.Actors.Tests.Conformance;

/// <summary>What grain code may rely on, whatever hosts it. Written against the programming model alone; one part per semantic.</summary>
public abstract partial class ConformanceTests
{
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];

    protected abstract Task<IConformanceCluster> StartClusterAsync(ConformanceSettings settings);

    private Task<IConformanceCluster> StartClusterAsync() => StartClusterAsync(new ConformanceSettings());

    /// <summary>A grain key of its own for each test, and the probe the grain of that key reports to.</summary>
    private (string Key, Probe Probe) NewKey(string suffix = "", [CallerMemberName] string test = "")
    {
        string key = $"{test}-{_run}{suffix}";
        return (key, Probe.Of(key));
    }

    private static IProbeGrain GetProbe<TGrain>(IConformanceCluster cluster, string key) =>
        cluster.GrainFactory.GetGrain<IProbeGrain>(key, typeof(TGrain).FullName);

    /// <summary>Lets time pass in small steps until something is so: hosts start their timers at moments a test cannot see.</summary>
    private static async Task AdvanceUntilAsync(IConformanceCluster cluster, Func<bool> isSo, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"It did not happen: {what}");
            await cluster.AdvanceAsync(TimeSpan.FromMilliseconds(250));

            // A round trip through the thread pool's common queue, so that what the step has set off gets to run.
            await Task.Factory.StartNew(
                static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
        }
    }

    private static Task AdvanceUntilAsync(IConformanceCluster cluster, Task completed) =>
        AdvanceUntilAsync(cluster, () => completed.IsCompleted, "a call completes");

    private static Task AdvanceUntilAsync(IConformanceCluster cluster, Probe probe, string entry) =>
        AdvanceUntilAsync(cluster, () => probe.Journal.Contains(entry), entry);

    private static async Task AdvanceSecondsAsync(IConformanceCluster cluster, int seconds)
    {
        for (int second = 0; second < seconds; second++)
            await cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
    }
}
