using Pipeline.Core.Queries;
using Pipeline.Core.Sketches;
using Xunit.Abstractions;

namespace Pipeline.Core.Tests.Sampling;

/// <summary>
/// Intervals at 95 % under adaptive sampling: of a thousand runs 930 to 970 hold the truth, and they are at most 1.2 times as wide as ones made
/// of what the estimates really vary by. The seeds are 1 to 1,000, so every run of the tests is the same.
/// </summary>
public sealed class IntervalCoverageTests(ITestOutputHelper output)
{
    private const int Runs = 1_000;
    private const double WidthMax = 1.2;
    private const double WidthMaxOfFew = 1.3;

    private static readonly SampledTraffic[] Traffics =
    [
        new("five percent", 60, 200, 0.05),
        new("one percent", 60, 200, 0.01),
        new("a thousandth", 60, 200, 0.001) { HasTooFewForNarrowP95 = true },
        new("a thousandth, longer", 150, 200, 0.001),
        new("load rises", 60, 200, 1, 0.05, 0.01, 0.001),
        new("quiet", 300, 10, 0.01),
        new("busy", 5, 5_000, 0.01),
        new("errors and slow calls kept", 60, 200, 0.01) { KeepsErrorsAndSlow = true },
        new("heavy tail", 120, 200, 0.05) { IsHeavyTailed = true, HasTooFewForMeanDuration = true },
        new("heavy tail, errors and slow calls kept", 60, 200, 0.01) { IsHeavyTailed = true, KeepsErrorsAndSlow = true },
    ];

    public static TheoryData<string> Names => [.. Traffics.Select(traffic => traffic.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Intervals_AdaptiveSampling_HoldTheTruthAsOftenAsTheySay(string name)
    {
        SampledTraffic traffic = Traffics.Single(traffic => traffic.Name == name);
        Coverage count = new();
        Coverage perCall = new();
        Coverage p95 = new();
        Coverage mean = new();
        for (int seed = 1; seed <= Runs; seed++)
        {
            SampledRun run = traffic.Run(seed, random => new SdkSampler(random));
            Assert.Equal((run.Count, 0), (run.Tallied.Calls.Count, run.Tallied.Calls.CountStandardError));
            CallsView calls = run.Untallied.Calls;
            count.Add(run.Count, calls.Count, calls.Count - (1.96 * calls.CountStandardError), calls.Count + (1.96 * calls.CountStandardError));
            OperationView operation = Assert.Single(run.Tallied.Operations);
            perCall.Add(run.OperationCallsPerCall, operation.PerEvent, operation.Interval!.Value.Lower, operation.Interval!.Value.Upper);
            DurationView duration = run.Tallied.Duration!;
            mean.Add(run.MeanMs, duration.Ms.Mean, duration.MeanInterval!.Value.Lower, duration.MeanInterval!.Value.Upper);
            QuantileInterval quantile = duration.Ms.P95;
            p95.Add(run.P95Ms, quantile.Estimate, quantile.Lower, quantile.Upper);
            Assert.All([duration.Ms.P50, quantile, duration.Ms.P99], each => Assert.True(
                (each.Lower ?? 0) <= each.Estimate && each.Estimate <= (each.Upper ?? double.MaxValue), $"{name}, seed {seed}: {each}"));
        }

        string what = $"{name}: count {count}; operations per call {perCall}; mean duration {mean}; p95 {p95}";
        output.WriteLine(what);
        foreach (Coverage coverage in traffic.HasTooFewForMeanDuration ? new[] { count, perCall, p95 } : [count, perCall, mean, p95])
        {
            double widthMax = coverage == p95 && traffic.HasTooFewForNarrowP95 ? WidthMaxOfFew : WidthMax;
            Assert.True(coverage.Covered is >= 930 and <= 970 && coverage.RelativeWidth <= widthMax, what);
        }
    }

    /// <summary>From a second to a minute, of calls that are all alike, or that differ: what is not known is never said to be known exactly.</summary>
    [Theory]
    [InlineData(1, 3, true)]
    [InlineData(1, 200, true)]
    [InlineData(1, 200, false)]
    [InlineData(10, 3, true)]
    [InlineData(10, 200, true)]
    [InlineData(10, 200, false)]
    [InlineData(60, 200, true)]
    public void Intervals_OneInAThousand_NeverClaimToBeExact(int seconds, int callsPerSecond, bool isConstant)
    {
        SampledTraffic traffic = new("a thousandth", seconds, callsPerSecond, 0.001) { IsConstant = isConstant };
        for (int seed = 1; seed <= Runs; seed++)
        {
            SampledRun run = traffic.Run(seed, random => new SdkSampler(random));
            foreach (CellView view in new[] { run.Tallied, run.Untallied })
            {
                // By chance only calls that were sure to be recorded may have been. Without tallies nothing tells that there were others.
                bool isSampled = run.Untallied.Calls.CountStandardError > 0 || view.Calls.Count > view.Calls.Events;
                if (view == run.Tallied && view.Calls.Events < run.Count)
                    Assert.True(isSampled);
                OperationView operation = Assert.Single(view.Operations);
                ResourceView resource = Assert.Single(view.Resources);
                DurationView duration = view.Duration!;
                Assert.Equal(isSampled, operation.Interval is not null);
                if (!isSampled)
                    continue;
                AssertOpen(operation.Interval!.Value, operation.PerEvent, $"seed {seed}, operation");
                AssertOpen(resource.Interval!.Value, resource.PerEvent, $"seed {seed}, resource");
                AssertOpen(duration.MeanInterval!.Value, duration.Ms.Mean, $"seed {seed}, mean");
                foreach (QuantileInterval quantile in new[] { duration.Ms.P50, duration.Ms.P95, duration.Ms.P99 })
                    AssertOpen(new MeanInterval(quantile.Lower, quantile.Upper), quantile.Estimate, $"seed {seed}, quantile");
            }
        }
    }

    [Fact]
    public void Intervals_EveryCallRecorded_AreNone()
    {
        SampledRun run = new SampledTraffic("all", 2, 50, 1).Run(1, random => new SdkSampler(random));
        foreach (CellView view in new[] { run.Tallied, run.Untallied })
        {
            Assert.Null(Assert.Single(view.Operations).Interval);
            Assert.Null(Assert.Single(view.Resources).Interval);
            Assert.Null(view.Duration!.MeanInterval);
            Assert.Equal(view.Duration.Ms.P95.Lower, view.Duration.Ms.P95.Upper);
        }
    }

    /// <summary>Sources that tally but record only some calls, with a weight of one: the textbook's finite population.</summary>
    [Fact]
    public void Intervals_DetailMissingBesideItsTally_ComeFromItsOwnSpread()
    {
        Coverage perCall = new();
        Coverage p95 = new();
        for (int seed = 1; seed <= Runs; seed++)
        {
            SampledRun run = new SampledTraffic("dropped", 10, 200, 1).Run(seed, random => new SdkSampler(random), keptShare: 0.2);
            OperationView operation = Assert.Single(run.Tallied.Operations);
            perCall.Add(run.OperationCallsPerCall, operation.PerEvent, operation.Interval!.Value.Lower, operation.Interval!.Value.Upper);
            QuantileInterval quantile = run.Tallied.Duration!.Ms.P95;
            p95.Add(run.P95Ms, quantile.Estimate, quantile.Lower, quantile.Upper);
        }

        output.WriteLine($"operations per call {perCall}; p95 {p95}");
        Assert.True(perCall.Covered is >= 930 and <= 970 && perCall.RelativeWidth <= WidthMax, perCall.ToString());
        Assert.True(p95.Covered is >= 930 and <= 970 && p95.RelativeWidth <= WidthMax, p95.ToString());
    }

    private static void AssertOpen(MeanInterval interval, double estimate, string what)
    {
        Assert.True(interval.Lower is not { } lower || lower < estimate || interval.Upper is null || interval.Upper > estimate, $"{what}: {interval} of {estimate}");
        Assert.True(interval.Lower is null || interval.Upper is null || interval.Upper > interval.Lower, $"{what}: {interval} of {estimate}");
    }
}
