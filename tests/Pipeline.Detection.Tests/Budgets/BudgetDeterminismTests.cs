using Pipeline.Core.Endpoints;
using Pipeline.Detection.Budgets;
using Pipeline.Protocol.Alerting;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Tests.Budgets;

/// <summary>The same entries give the same bytes, whether snapshots were read meanwhile or not.</summary>
public sealed class BudgetDeterminismTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Snapshot_ReadAfterEveryEntry_ChangesNothing(int seed)
    {
        BudgetTraffic straight = Run(new BudgetTraffic(), seed);
        BudgetTraffic interrupted = Run(new BudgetTraffic(readsSnapshots: true), seed);

        Assert.Equal(straight.Endpoint.WriteSnapshot(), interrupted.Endpoint.WriteSnapshot());
        Assert.Contains(straight.Findings, finding => finding.End == "recovered");
        Assert.Contains(straight.Findings, finding => finding.End == "withdrawn");
    }

    [Fact]
    public void Snapshot_TruncatedOrChanged_NeverThrows()
    {
        byte[] bytes = Run(new BudgetTraffic(), 1).Endpoint.Budgets.Write();
        for (int length = 1; length < bytes.Length; length++)
            Assert.Null(EndpointBudgets.TryRead(BudgetTraffic.Name, bytes.AsSpan(0, length)));
        Random random = new(5);
        for (int round = 0; round < 2_000; round++)
        {
            byte[] damaged = [.. bytes];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            EndpointBudgets.TryRead(BudgetTraffic.Name, damaged);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"budgets":null}""")]
    [InlineData("""{"budgets":[null]}""")]
    [InlineData("""{"budgets":[{"name":"a"}]}""")]
    [InlineData("""{"budgets":[{"name":"a","metric":"duration","scope":"window","limit":1}]}""")]
    [InlineData("""{"budgets":[{"name":"a","metric":"cpu","scope":"window","limit":1},{"name":"a","metric":"cpu","scope":"window","limit":1}]}""")]
    public void Entry_ThatIsNone_IsUnreadable(string json)
    {
        MonitoredEndpoint endpoint = new(BudgetTraffic.Name);
        byte[] body = [1, .. System.Text.Encoding.UTF8.GetBytes(json)];
        Assert.Equal(ApplyStatus.Unreadable, endpoint.Apply(new EntryHeader(EntryKind.BudgetsChanged, 1), body).Status);
        Assert.Null(endpoint.Budgets.Budgets);
    }

    [Fact]
    public void Codec_AnyOrder_GivesEqualBytes()
    {
        Budget[] budgets = [BudgetTraffic.Calls(), BudgetTraffic.Calls(5, "a"), new("z", BudgetMetric.Cpu, BudgetScope.Window, 0.5, Owner: "me")];
        byte[] bytes = BudgetsCodec.Write(budgets);
        Assert.Equal(bytes, BudgetsCodec.Write(budgets.Reverse()));
        Assert.True(BudgetsCodec.TryRead(bytes, out IReadOnlyList<Budget>? read));
        Assert.Equal(budgets.OrderBy(budget => budget.Name, StringComparer.Ordinal), read);
    }

    private static BudgetTraffic Run(BudgetTraffic traffic, int seed)
    {
        Random random = new(seed);
        Budget[] all =
        [
            BudgetTraffic.Calls(), BudgetTraffic.Calls(50, "twice") with { For = 2, Severity = AlertSeverity.Page },
            new("slow", BudgetMetric.Duration, BudgetScope.Window, 20, Percentile: 95, CallsMin: 3),
            new("errors", BudgetMetric.ErrorShare, BudgetScope.Window, 0.2, Segment: "f*"),
            new("share", BudgetMetric.CostShare, BudgetScope.Window, 0.5, WindowSeconds: 60),
        ];
        for (int step = 0; step < 40; step++)
        {
            if (step % 8 == 0)
                traffic.Set(step == 0 ? all : [.. all.Where(_ => random.Next(4) != 0)]);
            int calls = random.Next(3) == 0 ? 200_000 : 3_000;
            int slow = random.Next(2);
            traffic.Pass(1, (record, _) =>
            {
                record.Operations[0] = new OperationUsage($"f{random.Next(4)}", OperationKind.Function, CallsMilli: calls, TimeNs: 8_000_000);
                record.DurationNs = slow == 0 ? 10_000_000 : 30_000_000;
                record.Outcome = random.Next(4) == 0 ? Outcome.Error : Outcome.Ok;
            });
        }

        return traffic.Pass(5).Close();
    }
}
