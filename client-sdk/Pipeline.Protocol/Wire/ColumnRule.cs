using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>What a known column of numbers may hold.</summary>
/// <param name="Least">Smallest value; a negative one means that values may be as far below zero as above.</param>
/// <param name="Most">Largest value.</param>
/// <param name="IsOptional">Whether slots may have no value.</param>
internal readonly record struct ColumnRule(long Least, long Most, bool IsOptional = true)
{
    private static readonly ColumnRule Amount = new(0, EventLimits.AmountMax);

    /// <summary>The rule of an event column of numbers other than time.</summary>
    public static ColumnRule Of(ColumnId id, int segmentCount, int stringCount) => id switch
    {
        ColumnId.Segment => new ColumnRule(0, segmentCount - 1, IsOptional: false),
        ColumnId.Outcome => new ColumnRule(0, (long)Outcome.Error, IsOptional: false),
        ColumnId.Count => new ColumnRule(1, EventLimits.CountMax, IsOptional: false),
        ColumnId.Weight => new ColumnRule(EventLimits.WeightMicroMin, EventLimits.WeightMicroMax, IsOptional: false),
        ColumnId.Error => new ColumnRule(0, stringCount - 1),
        ColumnId.MemoryDelta => new ColumnRule(-EventLimits.AmountMax, EventLimits.AmountMax),
        _ => Amount,
    };

    /// <summary>The rule of a column of an operation group.</summary>
    public static ColumnRule Of(OperationColumnId id) => Amount with { IsOptional = id != OperationColumnId.Calls };

    /// <summary>The rule of a value's amounts.</summary>
    public static ColumnRule Of(ValueKind kind)
        => new(kind == ValueKind.Sum ? -EventLimits.ValueMicroMax : 0, EventLimits.ValueMicroMax, IsOptional: false);

    /// <summary>The largest stored number that the rule allows; zigzag takes twice the magnitude. Negative where it allows none.</summary>
    public long StoredMost(bool zigzag, int exponent)
    {
        long most = Most / DecimalScale.Factor(exponent);
        if (!zigzag)
            return most;
        return Least < 0 ? 2 * most : -1;
    }

    /// <summary>The smallest stored number that the rule allows.</summary>
    public long StoredLeast(int exponent)
    {
        long factor = DecimalScale.Factor(exponent);
        return Least <= 0 ? 0 : (Least + factor - 1) / factor;
    }
}
