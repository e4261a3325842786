namespace Pipeline.Core.Windows;

/// <summary>Notes what closes, for those who want to hear of it. No part of the state: notes change nothing and are never stored.</summary>
internal sealed partial class WindowSet
{
    private readonly List<ClosedCell> _closed = [];

    /// <summary>
    /// Whether closing windows are noted. Whoever sets it takes the notes after each entry; without it there are none to forget.
    /// </summary>
    public bool NotesClosed { get; set; }

    /// <summary>Moves the notes to <paramref name="target"/>: finest windows first, each tier ascending by start.</summary>
    public void TakeClosed(List<ClosedCell> target)
    {
        target.AddRange(_closed);
        _closed.Clear();
    }

    private void NoteClosed(int tier, long startUnixMs, int segment, byte[] packed) =>
        _closed.Add(new ClosedCell(_tiers[tier].Tier.WidthMs, startUnixMs, segment, packed));
}
