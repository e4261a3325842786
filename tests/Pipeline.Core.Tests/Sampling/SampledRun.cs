using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Tests.Endpoints;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Sampling;

/// <summary>What really happened, and what an endpoint says that was told a sample of it.</summary>
internal sealed class SampledRun(int callCount)
{
    private readonly long[] _durationsNs = new long[callCount];
    private long _operationCalls;
    private int _count;

    public double Count => _count;

    public double OperationCallsPerCall => (double)_operationCalls / _count;

    public double MeanMs { get; private set; }

    public double P95Ms { get; private set; }

    /// <summary>The answer where the source tallies.</summary>
    public CellView Tallied { get; private set; } = CellView.Empty;

    /// <summary>The answer where it does not.</summary>
    public CellView Untallied { get; private set; } = CellView.Empty;

    public void Add(long durationNs, long operationCalls)
    {
        _durationsNs[_count++] = durationNs;
        _operationCalls += operationCalls;
    }

    public void Finish(List<EventRecord> kept, List<Tally> tallies)
    {
        MeanMs = _durationsNs.Average() / 1e6;
        Array.Sort(_durationsNs);
        P95Ms = _durationsNs[(int)Math.Floor(0.95 * (_count - 1))] / 1e6;
        Tallied = Ask(kept, tallies);
        Untallied = Ask(kept, []);
    }

    private static CellView Ask(List<EventRecord> kept, List<Tally> tallies)
    {
        EndpointState state = new();
        long arrivalUnixMs = kept[^1].TimeUnixMs + 1_000;
        state.Apply(new EntryHeader(EntryKind.Section, arrivalUnixMs), Sections.Of(kept, tallies));
        return state.Query(Sections.Endpoint, EndpointQuery.All)!.Total;
    }
}
