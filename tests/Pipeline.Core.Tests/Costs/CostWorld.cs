using Pipeline.Core.Costs;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Tests.Endpoints;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Costs;

/// <summary>An endpoint that is sent events second by second, and asked what its time is spent on.</summary>
internal sealed class CostWorld
{
    /// <summary>A whole hour.</summary>
    public const long Start = 1_800_000_000_000;

    public const long Minute = 60_000;

    public EndpointState State { get; } = new();

    /// <summary>So many events a second, from a time on, for so many seconds.</summary>
    public CostWorld Add(long fromUnixMs, int seconds, int perSecond, Func<long, EventRecord> create)
    {
        for (int second = 0; second < seconds; second++)
        {
            long time = fromUnixMs + (second * 1_000L);
            Apply(time, Sections.Of(Enumerable.Range(0, perSecond).Select(_ => create(time))));
        }

        return this;
    }

    public void Apply(long timeUnixMs, byte[] section) => State.Apply(new EntryHeader(EntryKind.Section, timeUnixMs + 1_000), section);

    public static EventRecord Request(long time, long durationMs, params (string Name, int Calls, int? Ms, int? SelfMs)[] operations)
    {
        EventRecord record = Sections.Event(time, "premium", durationMs * 1_000_000);
        foreach ((string name, int calls, int? ms, int? selfMs) in operations)
            record.Operations.Add(new OperationUsage(name, OperationKind.Function, calls * 1_000, ms * 1_000_000L, selfMs * 1_000_000L));
        return record;
    }

    /// <summary>Everything against nothing.</summary>
    public CellCost CostOfAll() => Ask(EndpointQuery.All).Cost;

    /// <summary>The minute from a time on, against the one before.</summary>
    public CostView CostOfMinute(long fromUnixMs) => Ask(EndpointQuery.Between(fromUnixMs, fromUnixMs + Minute));

    public CostView Ask(EndpointQuery range, EndpointQuery? reference = null, string? segment = null, CostOrder order = CostOrder.Now) =>
        State.Cost(new CostQuery(range, reference, segment, order, OperationCountMax: 20));
}
