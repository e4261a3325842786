namespace Pipeline.Grains.Abstractions;

/// <summary>A place in a list of anomalies, the newest first: it means the same whatever has come or ended since.</summary>
/// <param name="SinceUnixMs">Start of the anomaly, Unix ms.</param>
/// <param name="Id">Its id; of those that began together the greater comes first.</param>
[GenerateSerializer, Immutable, Alias("pipeline.anomaly-position.v1")]
public sealed record AnomalyPosition([property: Id(0)] long SinceUnixMs, [property: Id(1)] string Id) : IComparable<AnomalyPosition>
{
    /// <summary>Below 0 if this one comes before the other in a list.</summary>
    public int CompareTo(AnomalyPosition? other)
    {
        if (other is null)
            return -1;
        int byTime = other.SinceUnixMs.CompareTo(SinceUnixMs);
        return byTime != 0 ? byTime : string.CompareOrdinal(other.Id, Id);
    }

    public static bool operator <(AnomalyPosition left, AnomalyPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(AnomalyPosition left, AnomalyPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(AnomalyPosition left, AnomalyPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(AnomalyPosition left, AnomalyPosition right) => left.CompareTo(right) >= 0;
}
