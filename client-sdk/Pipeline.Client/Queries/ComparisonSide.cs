using System.Globalization;

namespace Pipeline.Client.Queries;

/// <summary>One side of a comparison: a segment over the common range, or a period.</summary>
public sealed record ComparisonSide
{
    private readonly string _text;

    private ComparisonSide(string text) => _text = text;

    /// <summary>One segment, over the range that the comparison names.</summary>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static ComparisonSide Segment(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new ComparisonSide($"segment:{name}");
    }

    /// <summary>From a point in time, inclusive, to another, exclusive.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="to"/> is not after <paramref name="from"/>.</exception>
    public static ComparisonSide Period(DateTimeOffset from, DateTimeOffset to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, from);
        return new ComparisonSide(string.Create(CultureInfo.InvariantCulture, $"period:{from.ToUnixTimeMilliseconds()}/{to.ToUnixTimeMilliseconds()}"));
    }

    /// <summary>As the silo reads it: <c>segment:NAME</c> or <c>period:FROM/TO</c>.</summary>
    public override string ToString() => _text;
}
