namespace Pipeline.EventLog;

/// <summary>A place in one stream. The first entry has offset 0; a stream's <em>head</em> is the offset its next entry will get.</summary>
/// <param name="Value">Entries before this place since the stream began, never negative; retention does not renumber.</param>
public readonly record struct Offset(long Value) : IComparable<Offset>
{
    /// <summary>Where every stream begins.</summary>
    public static Offset Start => default;

    /// <summary>The place one entry further.</summary>
    public Offset Next() => new(Value + 1);

    /// <inheritdoc/>
    public int CompareTo(Offset other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Order of places in one stream; offsets of different streams do not compare.</summary>
    public static bool operator <(Offset left, Offset right) => left.Value < right.Value;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >(Offset left, Offset right) => left.Value > right.Value;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator <=(Offset left, Offset right) => left.Value <= right.Value;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >=(Offset left, Offset right) => left.Value >= right.Value;
}
