namespace Pipeline.EventLog;

/// <summary>What the log knows of a stream without reading it; enough to decide whether to activate its grain at start.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="First">Oldest entry that retention has kept; equals <paramref name="Head"/> when none is left.</param>
/// <param name="Head">Offset of the next entry.</param>
/// <param name="SnapshotOffset">Place of the latest snapshot; null without one.</param>
/// <param name="SnapshotHasOpenWindows">Whether the latest snapshot was written with work left, such as open windows; false without one.</param>
public readonly record struct StreamInfo(
    StreamName Stream, Offset First, Offset Head, Offset? SnapshotOffset, bool SnapshotHasOpenWindows);
