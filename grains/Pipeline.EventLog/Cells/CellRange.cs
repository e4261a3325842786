namespace Pipeline.EventLog;

/// <summary>Cells of one tier to be read.</summary>
/// <param name="Tier">Their tier, 0 to <see cref="StoredCell.TierMax"/>.</param>
/// <param name="FromUnixMs">First start, inclusive, Unix ms; any value.</param>
/// <param name="ToUnixMs">End of the starts, exclusive, Unix ms; any value.</param>
public readonly record struct CellRange(int Tier, long FromUnixMs, long ToUnixMs)
{
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Tier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Tier, StoredCell.TierMax);
    }
}
