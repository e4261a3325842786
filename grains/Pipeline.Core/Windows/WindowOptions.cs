namespace Pipeline.Core.Windows;

/// <summary>The tiers of windows of an endpoint, finest first. Immutable; equal if the tiers are.</summary>
/// <remarks>
/// Every width is a multiple of the one before, so that a coarse window is exactly a number of fine ones, and every tier reaches further
/// back than the one before, so that an event too old for one has a place in a coarser.
/// </remarks>
public sealed class WindowOptions : IEquatable<WindowOptions>
{
    /// <summary>Most tiers, and most windows of a tier, that options may ask for.</summary>
    public const int TierCountMax = 8;

    public const int RetainedCountMax = 10_000;
    public const long WidthMsMax = 7L * 24 * 3_600_000;

    /// <summary>1 s x 120, 10 s x 180, 1 min x 720, 1 h x 168.</summary>
    public static readonly WindowOptions Default = new([new(1_000, 120), new(10_000, 180), new(60_000, 720), new(3_600_000, 168)]);

    private readonly WindowTier[] _tiers;

    /// <exception cref="ArgumentException">The tiers do not fit together; the message says how.</exception>
    public WindowOptions(ReadOnlySpan<WindowTier> tiers)
    {
        if (FindFault(tiers) is { } fault)
            throw new ArgumentException(fault, nameof(tiers));
        _tiers = tiers.ToArray();
    }

    /// <summary>Finest first; at least one.</summary>
    public IReadOnlyList<WindowTier> Tiers => _tiers;

    internal ReadOnlySpan<WindowTier> Span => _tiers;

    /// <summary>What is wrong with these tiers; null if nothing.</summary>
    public static string? FindFault(ReadOnlySpan<WindowTier> tiers)
    {
        if (tiers.Length is 0 or > TierCountMax)
            return $"There must be 1 to {TierCountMax} tiers.";
        for (int index = 0; index < tiers.Length; index++)
        {
            WindowTier tier = tiers[index];
            if (tier.WidthMs is < 1_000 or > WidthMsMax || tier.WidthMs % 1_000 != 0)
                return $"Tier {index}: a width is a whole number of seconds, at most a week.";
            if (tier.RetainedCount is < 1 or > RetainedCountMax)
                return $"Tier {index}: 1 to {RetainedCountMax} windows can be kept.";
            if (index == 0)
                continue;
            WindowTier finer = tiers[index - 1];
            if (tier.WidthMs <= finer.WidthMs || tier.WidthMs % finer.WidthMs != 0)
                return $"Tier {index}: its width is no multiple of the finer tier's.";
            if (tier.RetentionMs <= finer.RetentionMs)
                return $"Tier {index}: it reaches no further back than the finer tier.";
        }

        return null;
    }

    public bool Equals(WindowOptions? other) => other is not null && _tiers.AsSpan().SequenceEqual(other._tiers);

    public override bool Equals(object? obj) => Equals(obj as WindowOptions);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (WindowTier tier in _tiers)
            hash.Add(tier);
        return hash.ToHashCode();
    }

    /// <summary>Whether the widths are the same, whatever is kept of them.</summary>
    internal bool HasSameWidths(WindowOptions other)
    {
        if (_tiers.Length != other._tiers.Length)
            return false;
        for (int index = 0; index < _tiers.Length; index++)
        {
            if (_tiers[index].WidthMs != other._tiers[index].WidthMs)
                return false;
        }

        return true;
    }
}
