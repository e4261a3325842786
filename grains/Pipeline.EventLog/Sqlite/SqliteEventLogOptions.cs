using Pipeline.EventLog.Frames;
using Pipeline.EventLog.Retention;

namespace Pipeline.EventLog.Sqlite;

/// <summary>Where and within which bounds the SQLite log works. Checked as a whole when the log is opened.</summary>
public sealed class SqliteEventLogOptions
{
    /// <summary>Folder of the database, its write-ahead log and its lock; created if missing. On a local disk: network folders do not keep
    /// locks.</summary>
    public required string DataDirectory { get; set; }

    /// <summary>
    /// Bytes of entries and snapshots that may wait for a commit, including those of the commit under way. Default 64 MiB; 32 MiB to 4 GiB.
    /// Beyond it appends end in <see cref="AppendStatus.Overloaded"/>. Snapshots have at most half of it, but one alone may always wait.
    /// Memory use is about this plus one frame and one snapshot.
    /// </summary>
    public long QueueBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// Bytes after which a group commit takes no further entry. Default 4 MiB; 64 KiB to 64 MiB. Bounds the time one commit takes.
    /// </summary>
    public int FrameBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>What is removed, and when.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>
    /// Free bytes on the disk below which <see cref="IEventLog.HasRoomFor"/> says no. Default 512 MiB; 0 or more. Keep it several times
    /// <see cref="QueueBytesMax"/>, so that what was admitted still fits.
    /// </summary>
    public long FreeSpaceFloorBytes { get; set; } = 512 * 1024 * 1024;

    /// <summary>
    /// Greatest size of the database file, in bytes; commits beyond it fail. Default 0: only the disk bounds it. Rounded down to pages.
    /// </summary>
    public long DatabaseBytesMax { get; set; }

    /// <summary>
    /// Size of the write-ahead log at which it is copied into the database, in bytes. Default 32 MiB; 1 MiB to 1 GiB. Larger is less
    /// writing, longer stalls, and more disk.
    /// </summary>
    public long CheckpointBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Connections that read at the same time. Default 4; 1 to 64. Further readers wait. Each holds up to 2 MiB of
    /// pages.</summary>
    public int ReaderCountMax { get; set; } = 4;

    /// <summary>How long a commit waits for another process that holds the database's write lock. Default 5 s; up to 1 min.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Asks the system for the free bytes of the disk with a folder. Replaced by tests.</summary>
    public Func<string, long> GetFreeSpaceBytes { get; set; } = FreeSpaceGauge.AskSystem;

    /// <exception cref="ArgumentException">A value is out of its range; the message names the option, its value and its
    /// range.</exception>
    public void Validate()
    {
        OptionRange.CheckPresent(nameof(DataDirectory), DataDirectory, "the path of a folder");
        OptionRange.Check(nameof(QueueBytesMax), QueueBytesMax, 32L * 1024 * 1024, 4L * 1024 * 1024 * 1024, "bytes");
        OptionRange.Check(nameof(FrameBytesMax), FrameBytesMax, 64 * 1024, 64 * 1024 * 1024, "bytes");
        OptionRange.CheckPresent(nameof(Retention), Retention, "the options of retention");
        Retention.Validate();
        OptionRange.Check(nameof(FreeSpaceFloorBytes), FreeSpaceFloorBytes, 0, long.MaxValue, "bytes");
        OptionRange.Check(nameof(DatabaseBytesMax), DatabaseBytesMax, 0, long.MaxValue, "bytes");
        OptionRange.Check(nameof(CheckpointBytes), CheckpointBytes, 1024 * 1024, 1024 * 1024 * 1024, "bytes");
        OptionRange.Check(nameof(ReaderCountMax), ReaderCountMax, 1, 64, "connections");
        OptionRange.Check(nameof(LockTimeout), LockTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        OptionRange.CheckPresent(nameof(GetFreeSpaceBytes), GetFreeSpaceBytes, "a function");
        System.Diagnostics.Debug.Assert(
            FrameBytesMax + EntryParts.LengthBytesMax < FrameKey.FrameBytesMax / 2,
            "Any frame that can be put together must have row keys.");
    }
}
