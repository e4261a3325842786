namespace Pipeline.EventLog;

/// <summary>Cells that are no longer needed.</summary>
/// <param name="Tier">Their tier, 0 to <see cref="StoredCell.TierMax"/>.</param>
/// <param name="BeforeUnixMs">Every start before this one, Unix ms; any value.</param>
public readonly record struct CellRemoval(int Tier, long BeforeUnixMs)
{
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Tier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Tier, StoredCell.TierMax);
    }
}
