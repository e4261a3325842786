namespace Pipeline.Core.Endpoints;

/// <summary>Unweighted sums of one column over the events of one slot, in 64 bits.</summary>
internal struct SlotSum
{
    public static readonly SlotSum Empty = new() { Min = long.MaxValue, Max = long.MinValue };

    public long Sum;
    public long Min;
    public long Max;
    public long Count;
}
