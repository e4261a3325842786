using Pipeline.Core.Endpoints;
using Pipeline.Detection.Budgets;
using Pipeline.Protocol.Alerting;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Detection.Tests.Budgets;

/// <summary>An endpoint with budgets, fed window by window; by turns it goes on from its own snapshot.</summary>
internal sealed class BudgetTraffic(bool readsSnapshots = false)
{
    public const long WindowMs = 10_000;

    // 2023-11-14 22:13:20 UTC.
    public const long StartUnixMs = 1_700_000_000_000;

    public const string Name = "/recommend";

    public MonitoredEndpoint Endpoint { get; private set; } = new(Name);

    public long NowUnixMs { get; private set; } = StartUnixMs;

    public IReadOnlyList<Finding> Findings => Endpoint.Budgets.Findings;

    public static Budget Calls(double limit = 100, string name = "calls-per-event") =>
        new(name, BudgetMetric.OperationCalls, BudgetScope.WorstEvent, limit, OperationKind: "function");

    public BudgetTraffic Set(params Budget[] budgets)
    {
        Assert.Equal(ApplyStatus.Applied, Apply(new EntryHeader(EntryKind.BudgetsChanged, NowUnixMs), BudgetsCodec.Write(budgets)).Status);
        return this;
    }

    /// <summary>Windows of events, which close when the next ones come.</summary>
    /// <param name="windows">How many.</param>
    /// <param name="change">Changes an event; takes its number in the window.</param>
    /// <param name="segments">Whose they are, by turns.</param>
    /// <param name="events">Events of each window.</param>
    public BudgetTraffic Pass(int windows, Action<EventRecord, int>? change = null, string[]? segments = null, int events = 20)
    {
        segments ??= ["premium", "free"];
        for (int window = 0; window < windows; window++)
        {
            SectionWriter writer = new(Name);
            for (int number = 0; number < events; number++)
            {
                EventRecord record = new()
                {
                    Endpoint = Name,
                    TimeUnixMs = NowUnixMs + (number * (WindowMs - 100) / events),
                    Segment = segments[number % segments.Length],
                    DurationNs = 10_000_000,
                };
                record.Operations.Add(new OperationUsage("json.dumps", OperationKind.Function, CallsMilli: 3_000, TimeNs: 3_000_000));
                change?.Invoke(record, number);
                writer.Add(record);
            }

            NowUnixMs += WindowMs;
            Apply(new EntryHeader(EntryKind.Section, NowUnixMs), writer.ToArray());
        }

        return this;
    }

    /// <summary>Silence long enough to close every window up to a minute.</summary>
    public BudgetTraffic Close()
    {
        NowUnixMs += 120_000;
        Apply(new EntryHeader(EntryKind.IdleClosed, NowUnixMs), []);
        NowUnixMs = (NowUnixMs + 60_000) / 60_000 * 60_000;
        return this;
    }

    public static void Nest(EventRecord record, int number) =>
        record.Operations[0] = new OperationUsage("json.dumps", OperationKind.Function, CallsMilli: 847_000, TimeNs: 9_200_000);

    private ApplyResult Apply(in EntryHeader header, ReadOnlySpan<byte> body)
    {
        ApplyResult result = Endpoint.Apply(header, body);
        if (readsSnapshots)
        {
            Assert.True(MonitoredEndpoint.TryReadSnapshot(Name, Endpoint.WriteSnapshot(), out MonitoredEndpoint? read, out _));
            Endpoint = read;
        }

        return result;
    }
}
