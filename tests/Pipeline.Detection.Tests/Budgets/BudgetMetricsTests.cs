using Pipeline.Protocol.Alerting;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Tests.Budgets;

/// <summary>What each metric reads of a window, and what is said of it.</summary>
public sealed class BudgetMetricsTests
{
    private static readonly Action<EventRecord, int> s_heavy = (record, number) =>
    {
        record.Resources[Resource.CpuTime] = number == 0 ? 90_000_000 : 10_000_000;
        record.Resources[Resource.MemoryDelta] = number == 0 ? 70_000_000 : 1_000;
        record.Resources[Resource.Allocated] = number == 0 ? 5_000_000 : 1_000_000;
        record.Resources[Resource.DbQueries] = number == 0 ? 50 : 10;
        record.Resources[Resource.LockWait] = 4_000_000;
        record.DurationNs = number == 0 ? 500_000_000 : 10_000_000;
        record.Outcome = number % 4 == 0 ? Outcome.Error : Outcome.Ok;
        record.Operations[0] = new OperationUsage("json.dumps", OperationKind.Function, CallsMilli: 3_000, TimeNs: 8_000_000, SelfTimeNs: 6_000_000);
        record.Values.Add(new EventValue(SdkValues.Overhead, ValueKind.Sum, 80_000));
    };

    public static TheoryData<BudgetMetric, BudgetScope, double, double, string, string> Cases => new()
    {
        { BudgetMetric.MemoryDelta, BudgetScope.WorstEvent, 50e6, 70e6, "memory", "+70 MB of memory in the worst event, budget `it` allows 50 MB" },
        { BudgetMetric.Allocated, BudgetScope.WorstEvent, 2e6, 5e6, "allocated", "5 MB allocated in the worst event, budget `it` allows 2 MB" },
        { BudgetMetric.Allocated, BudgetScope.Window, 1e6, 1.4e6, "allocated", "1.4 MB allocated per event, budget `it` allows 1 MB" },
        { BudgetMetric.DbQueries, BudgetScope.WorstEvent, 20, 50, "db_queries", "50 database queries in the worst event, budget `it` allows 20" },
        { BudgetMetric.DbQueries, BudgetScope.Window, 13, 14, "db_queries", "14 database queries per event, budget `it` allows 13" },
        { BudgetMetric.Cpu, BudgetScope.WorstEvent, 50, 90, "cpu", "90 ms of CPU time in the worst event, budget `it` allows 50 ms" },
        { BudgetMetric.Cpu, BudgetScope.Window, 17, 18, "cpu", "18 ms of CPU time per event, budget `it` allows 17 ms" },
        { BudgetMetric.Duration, BudgetScope.WorstEvent, 400, 500, "duration_max", "the worst event took 500 ms, budget `it` allows 400 ms" },
        { BudgetMetric.ErrorShare, BudgetScope.Window, 0.2, 0.3, "error_share", "30 % of the calls failed, budget `it` allows 20 %" },
        { BudgetMetric.CostShare, BudgetScope.Window, 0.1, 6 / 59.0, "cost_share", "`json.dumps` 10 % of the time, budget `it` allows 10 %" },
        { BudgetMetric.LockWaitShare, BudgetScope.Window, 0.05, 4 / 59.0, "lock_wait_share", "7 % of the duration spent waiting for locks, budget `it` allows 5 %" },
        { BudgetMetric.SdkOverhead, BudgetScope.Window, 0.05, 0.08, "sdk_overhead", "recording takes 8 % of the processor time, budget `it` allows 5 %" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Metric_AboveTheLimit_IsReadAndTold(BudgetMetric metric, BudgetScope scope, double limit, double observed, string feature, string sentence)
    {
        BudgetTraffic traffic = new BudgetTraffic().Set(new Budget("it", metric, scope, limit)).Pass(1, s_heavy, ["all"], events: 10).Close();

        Finding finding = Assert.Single(traffic.Findings);
        Assert.Equal(observed, finding.Causes[0].Observed, observed * 1e-6);
        Assert.Equal((feature, limit), (finding.Causes[0].Feature, finding.Causes[0].Limit!.Value));
        Assert.Contains(sentence, finding.Sentence, StringComparison.Ordinal);

        BudgetTraffic kept = new BudgetTraffic().Set(new Budget("it", metric, scope, observed * 1.00001)).Pass(1, s_heavy, ["all"], events: 10).Close();
        Assert.Empty(kept.Findings);
    }

    [Theory]
    [InlineData(50, 9, 11)]
    [InlineData(90, 9, 11)]
    [InlineData(99, 490, 510)]
    public void Duration_Percentile_IsOfTheWindow(int percentile, double from, double to)
    {
        Budget budget = new("it", BudgetMetric.Duration, BudgetScope.Window, 1, Percentile: percentile);
        BudgetTraffic traffic = new BudgetTraffic().Set(budget).Pass(1, (record, number) => record.DurationNs = number < 2 ? 500_000_000 : 10_000_000, ["all"], events: 50).Close();

        Finding finding = Assert.Single(traffic.Findings);
        Assert.InRange(finding.Causes[0].Observed, from, to);
        Assert.Equal($"duration_p{percentile}", finding.Causes[0].Feature);
    }

    [Fact]
    public void Duration_TooLong_NamesWhatTheTimeGoesTo()
    {
        Budget budget = new("it", BudgetMetric.Duration, BudgetScope.Window, 5, Percentile: 95);
        BudgetTraffic traffic = new BudgetTraffic().Set(budget).Pass(1, BudgetTraffic.Nest).Close();

        Finding finding = Assert.Single(traffic.Findings);
        Assert.Equal(("json.dumps", 0.92), (finding.Causes[1].Operation, finding.Causes[1].Share));
        Assert.Contains("most goes to `json.dumps`, 92 %", finding.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Window_TooFewCalls_IsNotJudged()
    {
        Budget budget = new("it", BudgetMetric.DbQueries, BudgetScope.Window, 1, CallsMin: 5);
        BudgetTraffic traffic = new BudgetTraffic().Set(budget).Pass(3, s_heavy, ["all"], events: 4).Close();
        Assert.Empty(traffic.Findings);
        traffic.Pass(1, s_heavy, ["all"], events: 5).Close();
        Assert.Single(traffic.Findings);
    }

    [Fact]
    public void Window_OneEventThatStandsForManyCalls_IsOneEvent()
    {
        Budget budget = new("it", BudgetMetric.DbQueries, BudgetScope.Window, 1, CallsMin: 5);
        BudgetTraffic traffic = new BudgetTraffic().Set(budget).Pass(
            3,
            (record, number) =>
            {
                s_heavy(record, number);
                record.WeightMicro = 100_000_000;
            },
            ["all"],
            events: 4).Close();
        Assert.Empty(traffic.Findings);
    }

    [Fact]
    public void Metric_ThatNobodyReports_IsNotJudged()
    {
        BudgetTraffic traffic = new BudgetTraffic()
            .Set(
                new Budget("memory", BudgetMetric.MemoryDelta, BudgetScope.WorstEvent, 0),
                new Budget("locks", BudgetMetric.LockWaitShare, BudgetScope.Window, 0),
                new Budget("sdk", BudgetMetric.SdkOverhead, BudgetScope.Window, 0))
            .Pass(3)
            .Close();
        Assert.Empty(traffic.Findings);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    public void WindowSeconds_OfTheBudget_AreJudged(int seconds)
    {
        Budget budget = BudgetTraffic.Calls() with { WindowSeconds = seconds };
        BudgetTraffic traffic = new BudgetTraffic().Set(budget).Pass(12, BudgetTraffic.Nest).Close();

        Finding finding = Assert.Single(traffic.Findings);
        Assert.Equal(seconds * 1_000, finding.Detected - finding.Since);
        Assert.Equal(0, finding.Since % (seconds * 1_000));
    }
}
