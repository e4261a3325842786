using Pipeline.Protocol.Events;

namespace Pipeline.Simulation.Tests.Oracle;

/// <summary>What the events of an endpoint did, used and were worth, over all its segments.</summary>
internal sealed class DetailTotals
{
    /// <summary>Calls of all events, in millionths: the base of every "per event".</summary>
    public Int128 CallsMicro { get; private set; }

    public WeightedSum CpuNs { get; } = new();

    public WeightedSum MemoryBytes { get; } = new();

    public WeightedSum RevenueMicro { get; } = new();

    public WeightedSum BytesMicro { get; } = new();

    public Dictionary<string, OperationTotals> Operations { get; } = [];

    public void Add(EventRecord record)
    {
        Int128 calls = (Int128)record.Count * record.WeightMicro;
        CallsMicro += calls;
        AddResource(CpuNs, record, Resource.CpuTime);
        AddResource(MemoryBytes, record, Resource.MemoryDelta);
        foreach (EventValue value in record.Values)
        {
            // A sum is a total over the calls, a distribution's amount is that of each of them.
            if (value.Kind == ValueKind.Sum)
                RevenueMicro.Add((Int128)value.AmountMicro * record.WeightMicro, calls, value.AmountMicro);
            else
                BytesMicro.Add(value.AmountMicro * calls, calls, value.AmountMicro);
        }

        foreach (OperationUsage usage in record.Operations)
        {
            if (!Operations.TryGetValue(usage.Name, out OperationTotals? totals))
                Operations.Add(usage.Name, totals = new OperationTotals());
            totals.Add(usage, record.Count, record.WeightMicro);
        }
    }

    private static void AddResource(WeightedSum sum, EventRecord record, Resource resource)
    {
        if (record.Resources.TryGet(resource, out long amount))
            sum.Add((Int128)amount * record.WeightMicro, (Int128)record.Count * record.WeightMicro, amount / record.Count);
    }
}
