namespace Pipeline.EventLog.Tests.Contract;

internal static class SnapshotStoreExtensions
{
    /// <summary>Writes a snapshot without cells.</summary>
    public static ValueTask<SnapshotStatus> WriteAsync(
        this ISnapshotStore snapshots, StreamName stream, Offset offset, ReadOnlyMemory<byte> bytes, bool hasOpenWindows) =>
        snapshots.WriteAsync(new SnapshotWrite(stream, offset, bytes, hasOpenWindows));
}
