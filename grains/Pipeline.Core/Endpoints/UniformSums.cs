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

    /// <summary>Takes what refused events would count.</summary>
    public BucketStore RefusedStore { get; } = new();

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
