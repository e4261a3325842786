using Pipeline.Detection.Budgets;
using Pipeline.Protocol.Alerting;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Tests.Budgets;

/// <summary>When a budget counts as broken, by what, for whom and until when.</summary>
public sealed class EndpointBudgetsTests
{
    private readonly BudgetTraffic _traffic = new();

    [Fact]
    public void WorstEvent_OneEventAboveTheLimit_IsAFindingThatNamesTheOperationAndItsTime()
    {
        _traffic.Set(BudgetTraffic.Calls()).Pass(2, BudgetTraffic.Nest).Close();

        Finding finding = Assert.Single(_traffic.Findings);
        Assert.Equal((FindingSource.Budget, "calls-per-event", AlertSeverity.Ticket), (finding.Source, finding.Rule, finding.Severity));
        Assert.Equal((BudgetTraffic.StartUnixMs, BudgetTraffic.StartUnixMs + 10_000, BudgetTraffic.StartUnixMs + 20_000), (finding.Since, finding.Detected, finding.Last));
        Assert.Equal((null, true), (finding.Ended, finding.EverySegment));
        FindingCause cause = finding.Causes[0];
        Assert.Equal(("json.dumps", "operation_calls", "json.dumps", "function", "*"), (cause.Name, cause.Feature, cause.Operation, cause.Kind, cause.Segment));
        Assert.Equal((847.0, 100.0, "calls/event", 0.92), (cause.Observed, cause.Limit!.Value, cause.Unit, cause.Share));
        // 20 events of 9.2 ms; 747 of 847 calls are too many.
        Assert.Equal(20 * 9.2 * 747 / 847, cause.ExtraMs, 3);
        Assert.Equal(8.47, cause.Ratio!.Value, 3);
        Assert.Equal(
            "`/recommend`, free and premium alike, since 2023-11-14 22:13:20 UTC: `json.dumps` 847 calls in the worst event, budget `calls-per-event` allows 100; "
                + "92 % of the time; look for a loop around `json.dumps`.",
            finding.Sentence);
        Assert.Equal(16, finding.Id.Length);
    }

    [Fact]
    public void WorstEvent_AtTheLimit_IsKept()
    {
        _traffic.Set(BudgetTraffic.Calls(847)).Pass(3, BudgetTraffic.Nest).Close();
        Assert.Empty(_traffic.Findings);
        _traffic.Set(BudgetTraffic.Calls(846.999)).Pass(1, BudgetTraffic.Nest).Close();
        Assert.Single(_traffic.Findings);
    }

    [Fact]
    public void WorstEvent_OneOfAHundredEvents_IsFoundWhereTheMeanIsNot()
    {
        Budget window = BudgetTraffic.Calls(100, "mean") with { Scope = BudgetScope.Window };
        _traffic.Set(BudgetTraffic.Calls(), window).Pass(1, (record, number) => { if (number == 7) BudgetTraffic.Nest(record, 7); }, events: 100).Close();

        Finding finding = Assert.Single(_traffic.Findings);
        Assert.Equal("calls-per-event", finding.Rule);
        Assert.Equal(["free"], finding.Segments);
        Assert.False(finding.EverySegment);
        Assert.Contains("free only", finding.Sentence, StringComparison.Ordinal);
        // On the average the calls are within the limit, so no time is too much.
        Assert.Equal(0, finding.Causes[0].ExtraMs);
    }

    [Fact]
    public void Segments_BreakingOneAfterTheOther_AreOneFinding()
    {
        _traffic.Set(BudgetTraffic.Calls())
            .Pass(1, (record, number) => { if (record.Segment == "premium") BudgetTraffic.Nest(record, number); })
            .Pass(1, (record, number) =>
            {
                if (record.Segment == "free")
                    record.Operations[0] = new OperationUsage("json.dumps", OperationKind.Function, CallsMilli: 2_000_000);
            })
            .Close();

        Finding finding = Assert.Single(_traffic.Findings);
        Assert.Equal(["free", "premium"], finding.Segments);
        Assert.True(finding.EverySegment);
        Assert.Equal((2_000, "*"), (finding.Causes[0].Observed, finding.Causes[0].Segment));
        Assert.Equal(BudgetTraffic.StartUnixMs, finding.Since);
    }

    [Fact]
    public void Finding_WorseLater_TellsTheWorst()
    {
        _traffic.Set(BudgetTraffic.Calls()).Pass(1, BudgetTraffic.Nest).Close();
        long revision = _traffic.Endpoint.Budgets.Revision;
        string id = Assert.Single(_traffic.Findings).Id;
        long again = _traffic.NowUnixMs;
        _traffic.Pass(1, (record, _) => record.Operations[0] = new OperationUsage("json.dumps", OperationKind.Function, CallsMilli: 9_000_000))
            .Pass(1, BudgetTraffic.Nest)
            .Close();

        Finding finding = Assert.Single(_traffic.Findings);
        Assert.Equal((id, 9_000.0), (finding.Id, finding.Causes[0].Observed));
        Assert.Contains("9000 calls", finding.Sentence, StringComparison.Ordinal);
        Assert.True(_traffic.Endpoint.Budgets.Revision > revision);
        Assert.Equal(again + 20_000, finding.Last);
    }

    [Fact]
    public void For_WindowsInARow_AreNeeded()
    {
        _traffic.Set(BudgetTraffic.Calls() with { For = 3 });
        // Two in a row, one that keeps it, two in a row: never three.
        _traffic.Pass(2, BudgetTraffic.Nest).Pass(1).Pass(2, BudgetTraffic.Nest).Pass(1).Close();
        Assert.Empty(_traffic.Findings);

        long since = _traffic.NowUnixMs;
        _traffic.Pass(3, BudgetTraffic.Nest).Close();

        Finding finding = Assert.Single(_traffic.Findings);
        Assert.Equal((since, since + 30_000), (finding.Since, finding.Detected));
    }

    [Fact]
    public void Kept_ThreeJudgedWindows_Recovers()
    {
        _traffic.Set(BudgetTraffic.Calls()).Pass(1, BudgetTraffic.Nest).Pass(2).Pass(1, BudgetTraffic.Nest).Pass(2).Close();
        Finding finding = Assert.Single(_traffic.Findings);
        Assert.Null(finding.Ended);

        _traffic.Pass(1).Close();

        finding = Assert.Single(_traffic.Findings);
        Assert.Equal(("recovered", finding.Last), (finding.End, finding.Ended!.Value));
        _traffic.Pass(1, BudgetTraffic.Nest).Close();
        Assert.Equal(2, _traffic.Findings.Count);
        Assert.NotEqual(_traffic.Findings[0].Id, _traffic.Findings[1].Id);
    }

    [Fact]
    public void Kept_ByAnotherSegmentOnly_GoesOn()
    {
        _traffic.Set(BudgetTraffic.Calls()).Pass(1, BudgetTraffic.Nest, ["premium"]).Pass(5, segments: ["free"]).Close();
        Assert.Null(Assert.Single(_traffic.Findings).Ended);
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("disabled")]
    [InlineData("other metric")]
    [InlineData("other operation")]
    [InlineData("other segment")]
    public void BudgetChanged_SpeaksNotOfIt_Withdraws(string change)
    {
        _traffic.Set(BudgetTraffic.Calls()).Pass(1, BudgetTraffic.Nest).Close();
        _traffic.Set(change switch
        {
            "removed" => [],
            "disabled" => [BudgetTraffic.Calls() with { IsEnabled = false }],
            "other metric" => [new Budget("calls-per-event", BudgetMetric.MemoryDelta, BudgetScope.WorstEvent, 100)],
            "other operation" => [BudgetTraffic.Calls() with { Operation = "xml.*" }],
            _ => [BudgetTraffic.Calls() with { Segment = "gold" }],
        });

        Finding finding = Assert.Single(_traffic.Findings);
        Assert.Equal(("withdrawn", _traffic.NowUnixMs), (finding.End, finding.Ended!.Value));
        long revision = _traffic.Endpoint.Budgets.Revision;
        _traffic.Pass(5, BudgetTraffic.Nest).Close();
        Assert.Single(_traffic.Findings);
        Assert.Equal(revision, _traffic.Endpoint.Budgets.Revision);
    }

    [Fact]
    public void BudgetChanged_SpeaksOfItStill_GoesOnWithWhatIsNew()
    {
        _traffic.Set(BudgetTraffic.Calls()).Pass(1, BudgetTraffic.Nest).Close();
        _traffic.Set(BudgetTraffic.Calls(200) with { Severity = AlertSeverity.Page, Owner = "shop", Runbook = "https://run.example/json" });
        Finding finding = Assert.Single(_traffic.Findings);
        Assert.Equal((AlertSeverity.Page, "shop", "https://run.example/json", null), (finding.Severity, finding.Owner, finding.Runbook, finding.Ended));

        _traffic.Pass(1, BudgetTraffic.Nest).Close();
        Assert.Equal(200, Assert.Single(_traffic.Findings).Causes[0].Limit);

        _traffic.Set(BudgetTraffic.Calls(1_000)).Pass(3, BudgetTraffic.Nest).Close();
        Assert.Equal("recovered", Assert.Single(_traffic.Findings).End);
    }

    [Fact]
    public void Patterns_OfSegmentOperationAndKind_AreKept()
    {
        void Many(EventRecord record, int number)
        {
            BudgetTraffic.Nest(record, number);
            record.Operations.Add(new OperationUsage("redis", OperationKind.Dependency, CallsMilli: 500_000));
            record.Operations.Add(new OperationUsage("json.loads", OperationKind.Function, CallsMilli: 300_000));
        }

        _traffic.Set(
                BudgetTraffic.Calls(name: "functions"),
                BudgetTraffic.Calls(name: "dependencies") with { OperationKind = "dependency" },
                BudgetTraffic.Calls(name: "loads") with { Operation = "*.loads", OperationKind = null },
                BudgetTraffic.Calls(name: "premium") with { Segment = "prem*", Operation = "json.dumps" },
                BudgetTraffic.Calls(name: "gold") with { Segment = "gold" })
            .Pass(1, Many)
            .Close();

        string[] found = [.. _traffic.Findings.Select(finding => $"{finding.Rule} {finding.Causes[0].Operation} {string.Join(",", finding.Segments)}").Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "dependencies redis free,premium",
                "functions json.dumps free,premium",
                "functions json.loads free,premium",
                "loads json.loads free,premium",
                "premium json.dumps premium",
            ],
            found);
    }

    [Fact]
    public void Unjudged_WithoutBudgets_IsToldByKnownSince()
    {
        _traffic.Pass(3, BudgetTraffic.Nest);
        long set = _traffic.NowUnixMs;
        _traffic.Set(BudgetTraffic.Calls());
        Assert.Equal(set, _traffic.Endpoint.Budgets.KnownSinceUnixMs);

        BudgetTraffic fromTheStart = new BudgetTraffic().Set(BudgetTraffic.Calls()).Pass(3);
        Assert.Equal(0, fromTheStart.Endpoint.Budgets.KnownSinceUnixMs);
    }

    [Fact]
    public void FindIn_RangeAndOpenWindows_TellsWhatIsKnown()
    {
        _traffic.Set(BudgetTraffic.Calls()).Pass(3, BudgetTraffic.Nest);
        EndpointBreaches early = _traffic.Endpoint.Budgets.FindIn(_traffic.Endpoint.State, BudgetTraffic.StartUnixMs, _traffic.NowUnixMs);
        Assert.True(early.IsPending);
        _traffic.Close();

        EndpointBreaches all = _traffic.Endpoint.Budgets.FindIn(_traffic.Endpoint.State, BudgetTraffic.StartUnixMs, _traffic.NowUnixMs);
        EndpointBreaches before = _traffic.Endpoint.Budgets.FindIn(_traffic.Endpoint.State, 0, BudgetTraffic.StartUnixMs);
        EndpointBreaches after = _traffic.Endpoint.Budgets.FindIn(_traffic.Endpoint.State, BudgetTraffic.StartUnixMs + 30_000, long.MaxValue);
        Assert.Equal((1, false), (all.Broken.Count, all.IsPending));
        Assert.Equal((0, 0), (before.Broken.Count, after.Broken.Count));
        Assert.Equal((false, false, true), (all.IsSilent, before.IsSilent, after.IsSilent));
    }

    [Fact]
    public void Operations_256AtOnce_AreBoundedAndCounted()
    {
        int wave = 0;
        void Many(EventRecord record, int number)
        {
            record.Operations.Clear();
            for (int operation = 0; operation < 200; operation++)
                record.Operations.Add(new OperationUsage($"f{operation}", OperationKind.Function, CallsMilli: 200_000 + (wave * 1_000)));
        }

        _traffic.Set(BudgetTraffic.Calls(), BudgetTraffic.Calls(name: "second")).Pass(1, Many, ["premium"]).Close();
        Assert.Equal(EndpointBudgets.FindingsMax, _traffic.Findings.Count);
        Assert.Equal(400 - EndpointBudgets.FindingsMax, _traffic.Endpoint.Budgets.Unrecorded);
        Assert.Equal(BudgetTraffic.StartUnixMs + 10_000, _traffic.Endpoint.Budgets.KnownSinceUnixMs);

        // Ended ones make room, the oldest first, and that they are gone is known.
        _traffic.Pass(3, segments: ["premium"]).Close();
        Assert.All(_traffic.Findings, finding => Assert.Equal("recovered", finding.End));
        long known = _traffic.Endpoint.Budgets.KnownSinceUnixMs;
        wave = 1;
        string oldest = _traffic.Findings[0].Id;
        _traffic.Pass(1, Many, ["premium"]).Close();
        Assert.Equal(EndpointBudgets.FindingsMax, _traffic.Findings.Count);
        Assert.DoesNotContain(oldest, _traffic.Findings.Select(finding => finding.Id));
        Assert.True(_traffic.Endpoint.Budgets.KnownSinceUnixMs > known);
    }
}
