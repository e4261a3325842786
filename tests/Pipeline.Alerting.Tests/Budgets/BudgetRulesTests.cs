using Pipeline.Alerting.Budgets;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests.Budgets;

/// <summary>What a budget may say.</summary>
public sealed class BudgetRulesTests
{
    private static readonly Budget s_calls = new("calls", BudgetMetric.OperationCalls, BudgetScope.WorstEvent, 10);
    private static readonly Budget s_slow = new("slow", BudgetMetric.Duration, BudgetScope.Window, 10, Percentile: 95);

    public static TheoryData<Budget, string> Wrong => new()
    {
        { s_calls with { Name = null! }, "name is missing." },
        { s_calls with { Name = "Upper" }, "name is 'Upper': it takes 1 to 64 of a-z, 0-9, '-', '_', '.'." },
        { s_calls with { Name = new string('a', 65) }, "1 to 64" },
        { s_calls with { Name = ".." }, "more than dots" },
        { s_calls with { Name = "check" }, "the path that checks budgets" },
        { s_calls with { Metric = 0 }, "metric is missing: it takes operation_calls" },
        { s_calls with { Scope = 0 }, "scope is missing: it takes worst_event or window." },
        { s_calls with { Limit = -1 }, "limit is out of range: it takes 0 to 1e15." },
        { s_calls with { Limit = double.NaN }, "limit is out of range" },
        { new Budget("e", BudgetMetric.ErrorShare, BudgetScope.Window, 1), "limit is 1 or more, which a share never exceeds" },
        { new Budget("e", BudgetMetric.ErrorShare, BudgetScope.WorstEvent, 0.1), "it takes window." },
        { new Budget("e", BudgetMetric.SdkOverhead, BudgetScope.WorstEvent, 0.1), "it takes window." },
        { s_calls with { Endpoint = "" }, "endpoint is empty" },
        { s_calls with { Segment = null! }, "segment is empty" },
        { s_calls with { Segment = "a\n" }, "segment has a control character." },
        { s_calls with { Endpoint = new string('ä', 129) }, "endpoint is too long: it takes 256 bytes" },
        { s_calls with { OperationKind = "method" }, "operation_kind is 'method'" },
        { s_slow with { Operation = "json.*" }, "operation and operation_kind are for operation_calls and cost_share only" },
        { s_slow with { OperationKind = "io" }, "operation and operation_kind are for" },
        { s_slow with { Percentile = null }, "percentile is missing: the duration of a window takes 50, 90, 95 or 99." },
        { s_slow with { Percentile = 42 }, "percentile is 42" },
        { s_slow with { Scope = BudgetScope.WorstEvent }, "percentile is for the duration of a window only" },
        { s_calls with { WindowSeconds = 30 }, "window_seconds is 30: it takes 10, 60 or 3600." },
        { s_calls with { CallsMin = 0 }, "calls_min is 0: it takes 1 to 1000000." },
        { s_calls with { For = 61 }, "for is 61: it takes 1 to 60 windows." },
        { s_calls with { Severity = 0 }, "severity takes ticket or page." },
        { s_calls with { Owner = "" }, "owner takes 1 to 128 characters" },
        { s_calls with { Runbook = "/run" }, "runbook is '/run': it takes an absolute http or https URL" },
        { s_calls with { Runbook = "ftp://run.example/" }, "it takes an absolute http or https URL" },
        { s_calls with { Runbook = "javascript:alert(1)" }, "it takes an absolute http or https URL" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void FindFault_OfWhatIsNotAllowed_SaysWhich(Budget budget, string fault) =>
        Assert.Contains(fault, BudgetRules.FindFault(budget), StringComparison.Ordinal);

    [Fact]
    public void FindFault_OfWhatIsAllowed_IsNone()
    {
        Budget[] right =
        [
            s_calls, s_slow, .. DefaultBudgets.All,
            s_slow with { Percentile = null, Scope = BudgetScope.WorstEvent },
            new("c", BudgetMetric.CostShare, BudgetScope.Window, 0.5, Operation: "json.*", OperationKind: "function"),
            new("l", BudgetMetric.LockWaitShare, BudgetScope.Window, 2),
            new("s", BudgetMetric.SdkOverhead, BudgetScope.Window, 0, WindowSeconds: 3_600, CallsMin: 1, For: 60, Severity: AlertSeverity.Page, Owner: "me", Runbook: "http://x.example"),
        ];
        Assert.All(right, budget => Assert.Null(BudgetRules.FindFault(budget)));
    }
}
