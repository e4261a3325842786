using Pipeline.Core.Packing;
using Pipeline.Core.Sketches;

namespace Pipeline.Core.Windows;

/// <summary>A business value of a cell: a sum, or a distribution, never both; its name and kind are one identity.</summary>
public sealed class ValueCell
{
    /// <summary>Sum of amount times weight: millionths of the unit in millionths. 0 for a distribution.</summary>
    public Int128 SumPico { get; private set; }

    /// <summary>Calls of the events that carried it, in millionths. 0 for a distribution.</summary>
    public Int128 WeightMicro { get; private set; }

    /// <summary>The amounts, in millionths of the unit; null for a sum.</summary>
    public QuantileSketch? Distribution { get; private set; }

    public bool IsEmpty => WeightMicro == 0 && Distribution is not { IsEmpty: false };

    internal void AddSum(Int128 sumPico, Int128 weightMicro)
    {
        SumPico = Saturating.Add(SumPico, sumPico);
        WeightMicro = Saturating.Add(WeightMicro, weightMicro);
    }

    internal QuantileSketch GetOrAddDistribution() => Distribution ??= new QuantileSketch();

    /// <summary>Adds all of another cell. Commutative and associative, bit for bit.</summary>
    internal void Merge(ValueCell other)
    {
        AddSum(other.SumPico, other.WeightMicro);
        if (other.Distribution is { IsEmpty: false } distribution)
            GetOrAddDistribution().Merge(distribution);
    }

    internal void Clear()
    {
        SumPico = WeightMicro = 0;
        Distribution?.Clear();
    }
}
