using Pipeline.Core.Sketches;

namespace Pipeline.Core.Endpoints;

/// <summary>Memory of the fast path: one sum per slot of the column at hand.</summary>
internal sealed class UniformSums
{
    /// <summary>
    /// A section with more slots takes the slow path: its slots hold few events each, and clearing sums would cost more than it saves.
    /// </summary>
    public const int SlotsMax = 256;

    private readonly SlotSum[] _sums = new SlotSum[SlotsMax];
    private readonly CallsSum[] _calls = new CallsSum[SlotsMax];

    /// <summary>Of each slot the buckets that the column at hand counts in.</summary>
    public BucketStore[] Stores { get; } = new BucketStore[SlotsMax];

    /// <summary>Of each slot where values of weight one are counted as well; only if <see cref="HasCertain"/>.</summary>
    public BucketStore[] CertainStores { get; } = new BucketStore[SlotsMax];

    /// <summary>Whether a sketch of the slots has sampled values, so that those that were not are to be told from them.</summary>
    public bool HasCertain { get; private set; }

    /// <summary>Takes what refused events would count, and what nobody asks for.</summary>
    public BucketStore RefusedStore { get; } = new();

    /// <summary>Prepares for a column that is sketched.</summary>
    public void ResetStores()
    {
        HasCertain = false;
        Stores[SlotTable.Refused] = CertainStores[SlotTable.Refused] = RefusedStore;
    }

    /// <summary>Sets the sketch of a slot.</summary>
    public void SetStores(int slot, QuantileSketch sketch)
    {
        Stores[slot] = sketch.Buckets;
        CertainStores[slot] = sketch.Certain ?? RefusedStore;
        HasCertain |= sketch.Certain is not null;
    }

    public Span<SlotSum> ResetSums(int slotCount)
    {
        Span<SlotSum> sums = _sums.AsSpan(0, slotCount);
        sums.Fill(SlotSum.Empty);
        return sums;
    }

    public Span<CallsSum> ResetCalls(int slotCount)
    {
        Span<CallsSum> sums = _calls.AsSpan(0, slotCount);
        sums.Clear();
        return sums;
    }
}
