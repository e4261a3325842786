using Pipeline.Core.Endpoints;
using Pipeline.Detection.Findings;
using Pipeline.Detection.Tests.Budgets;
using Pipeline.Detection.Tests.Judging;
using Pipeline.Protocol.Alerting;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Tests.Findings;

/// <summary>Changes of findings are numbered: whoever knows all up to one lacks exactly what comes after it.</summary>
public sealed class FindingLogTests
{
    private static readonly Action<EventRecord, Random> s_explode = (record, _) =>
        record.Operations[0] = new OperationUsage("json.dumps", OperationKind.Function, CallsMilli: 847_000, TimeNs: 250_000_000);

    [Fact]
    public void Since_AnAnomalyThatBeginsAndEnds_TellsEachChangeOnce()
    {
        MadeTraffic traffic = new();
        traffic.Pass(120);
        Assert.Equal(0, Log(traffic).Revision);

        traffic.Pass(3, s_explode);
        Finding raised = Assert.Single(Log(traffic).Since(traffic.Endpoint, 0));
        Assert.Equal((FindingSource.Anomaly, "json.dumps", false), (raised.Source, raised.Causes[0].Name, raised.IsHistoric));
        Assert.Null(raised.Ended);
        long known = Log(traffic).Revision;
        Assert.Empty(Log(traffic).Since(traffic.Endpoint, known));

        traffic.Pass(60);
        Finding over = Assert.Single(Log(traffic).Since(traffic.Endpoint, known));
        Assert.Equal((raised.Id, "recovered"), (over.Id, over.End));
        Assert.NotNull(over.Ended);
    }

    [Fact]
    public void Follow_AFindingThatMerelyGoesOn_ChangesOnceAMinute()
    {
        MadeTraffic traffic = new();
        traffic.Pass(120);
        traffic.Pass(6, s_explode);
        long known = Log(traffic).Revision;

        traffic.Pass(60, s_explode);

        Assert.InRange(Log(traffic).Revision - known, 8, 12);
    }

    [Theory]
    [InlineData(14, false)]
    [InlineData(16, true)]
    public void Follow_WindowsThatWereOldWhenTheyCame_AreHistoric(int minutesLate, bool isHistoric)
    {
        MadeTraffic traffic = new() { Delay = TimeSpan.FromMinutes(minutesLate) };
        traffic.Pass(120);
        traffic.Pass(3, s_explode);

        Assert.Equal(isHistoric, Assert.Single(Log(traffic).Since(traffic.Endpoint, 0)).IsHistoric);
    }

    [Fact]
    public void Follow_AFindingOfThePastThatReachesThePresent_IsLiveFromThereOn()
    {
        MadeTraffic traffic = new() { Delay = TimeSpan.FromHours(1) };
        traffic.Pass(120);
        traffic.Pass(3, s_explode);
        Assert.True(Assert.Single(Log(traffic).Since(traffic.Endpoint, 0)).IsHistoric);
        long known = Log(traffic).Revision;

        traffic.Delay = TimeSpan.Zero;
        traffic.Pass(1, s_explode);

        Assert.False(Assert.Single(Log(traffic).Since(traffic.Endpoint, known)).IsHistoric);
    }

    [Theory]
    [InlineData("severity")]
    [InlineData("owner")]
    [InlineData("runbook")]
    public void Follow_ABudgetChangedWhileItIsBroken_TellsItAtOnce(string change)
    {
        BudgetTraffic traffic = new BudgetTraffic().Set(BudgetTraffic.Calls()).Pass(2, BudgetTraffic.Nest);
        long known = traffic.Endpoint.Findings.Revision;
        Assert.Equal(AlertSeverity.Ticket, Assert.Single(traffic.Endpoint.Findings.Since(traffic.Endpoint, 0)).Severity);

        Budget changed = change switch
        {
            "severity" => BudgetTraffic.Calls() with { Severity = AlertSeverity.Page },
            "owner" => BudgetTraffic.Calls() with { Owner = "shop" },
            _ => BudgetTraffic.Calls() with { Runbook = "https://run.example/json" },
        };
        traffic.Set(changed);

        Finding told = Assert.Single(traffic.Endpoint.Findings.Since(traffic.Endpoint, known));
        Assert.Equal((changed.Severity, changed.Owner, changed.Runbook), (told.Severity, told.Owner, told.Runbook));
        Assert.Equal(known + 1, traffic.Endpoint.Findings.Revision);
        traffic.Set(changed);
        Assert.Equal(known + 1, traffic.Endpoint.Findings.Revision);
    }

    [Fact]
    public void Follow_ALimitChangedWhileItIsBroken_TellsItWithTheNextWindow()
    {
        BudgetTraffic traffic = new BudgetTraffic().Set(BudgetTraffic.Calls()).Pass(2, BudgetTraffic.Nest).Set(BudgetTraffic.Calls(200));
        long known = traffic.Endpoint.Findings.Revision;

        traffic.Pass(1, BudgetTraffic.Nest);

        Assert.Equal(200, Assert.Single(traffic.Endpoint.Findings.Since(traffic.Endpoint, known)).Causes[0].Limit);
    }

    [Fact]
    public void TryReadSnapshot_AtEveryEntry_GivesTheSameNumbers()
    {
        MadeTraffic never = new(afterEntry: null);
        MadeTraffic always = null!;
        always = new MadeTraffic(afterEntry: endpoint =>
        {
            Assert.True(MonitoredEndpoint.TryReadSnapshot("/recommend", endpoint.WriteSnapshot(), out MonitoredEndpoint? read, out SnapshotFault fault), fault.ToString());
            always.Endpoint = read;
        });
        foreach (MadeTraffic traffic in (MadeTraffic[])[never, always])
        {
            traffic.Pass(60);
            traffic.Pass(12, s_explode);
            traffic.Pass(20);
        }

        Assert.True(Log(never).Revision > 2);
        Assert.Equal(never.Endpoint.WriteSnapshot(), always.Endpoint.WriteSnapshot());
    }

    private static FindingLog Log(MadeTraffic traffic) => traffic.Endpoint.Findings;
}
