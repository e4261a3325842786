namespace Pipeline.Core.Windows;

/// <summary>Where an operation that was last used at some time can still be.</summary>
internal sealed partial class WindowSet
{
    /// <summary>
    /// Start of the oldest window that is open or can be answered from or added to, in memory or in a store. What was used before that
    /// only is in lifetime cells alone. There must be a watermark. Never falls.
    /// </summary>
    public long HeldFromUnixMs()
    {
        long from = long.MaxValue;
        for (int tier = 0; tier < _tiers.Length; tier++)
        {
            // After a change of widths a window may be open that is not complete.
            long openFrom = _tiers[tier].Tier.StartOf(WatermarkUnixMs);
            from = Math.Min(from, Math.Min(openFrom, CompleteFrom(tier)));
        }

        return from;
    }

    /// <summary>Adds an operation to another in all lifetime cells.</summary>
    public void JoinLifetimeOperations(int number, int target)
    {
        foreach (Cell? cell in _lifetime)
            cell?.JoinOperation(number, target);
    }
}
