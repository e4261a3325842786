using Pipeline.Core.Packing;

namespace Pipeline.Core.Windows;

/// <summary>What the events of a cell used of one resource.</summary>
/// <param name="SumMicro">Sum of amount times weight, in millionths of the resource's unit.</param>
/// <param name="WeightMicro">Calls of the events that reported it, in millionths; 0 if none did.</param>
/// <param name="MaxPerCall">Largest amount of an event, divided by its count; <see cref="long.MinValue"/> if none reported.</param>
public readonly record struct ResourceTotals(Int128 SumMicro, Int128 WeightMicro, long MaxPerCall)
{
    /// <summary>Nothing reported.</summary>
    public static readonly ResourceTotals None = new(0, 0, long.MinValue);

    public bool IsReported => WeightMicro != 0;

    internal static ResourceTotals Of(long amount, long count, long weightMicro)
        => new(Saturating.Wide(amount, weightMicro), Saturating.Wide(count, weightMicro), count == 1 ? amount : amount / count);

    internal ResourceTotals Plus(in ResourceTotals other) => new(
        Saturating.Add(SumMicro, other.SumMicro),
        Saturating.Add(WeightMicro, other.WeightMicro),
        Math.Max(MaxPerCall, other.MaxPerCall));
}
