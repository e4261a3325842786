using Pipeline.EventLog.Retention;
using StackExchange.Redis;

namespace Pipeline.EventLog.Redis;

/// <summary>Which Redis the log uses and within which bounds. Checked as a whole when the log is opened.</summary>
public sealed class RedisEventLogOptions
{
    /// <summary>Configuration string of StackExchange.Redis, such as <c>127.0.0.1:6379</c>. One Redis: a Redis Cluster is refused.</summary>
    public required string Configuration { get; set; }

    /// <summary>What all keys of the log begin with, before <c>:log:</c>. Default <c>pipeline</c>; 1 to 100 characters.</summary>
    public string KeyPrefix { get; set; } = "pipeline";

    /// <summary>
    /// Whether the log may be opened on a Redis that can lose what it has acknowledged. Default false: then Redis must write its append-only
    /// file and sync it before it answers (<c>appendfsync always</c>), or know WAITAOF (7.2 and later).
    /// </summary>
    public bool AllowLoss { get; set; }

    /// <summary>
    /// Bytes of entries and snapshots that may wait for a commit, including those of the commit under way. Default 64 MiB; 32 MiB to 4 GiB.
    /// Beyond it appends end in <see cref="AppendStatus.Overloaded"/>. Snapshots have at most half of it, but one alone may always wait.
    /// </summary>
    public long QueueBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// Bytes after which a group commit takes no further entry. Default 4 MiB; 64 KiB to 64 MiB. Bounds the time for which one commit keeps
    /// Redis from others.
    /// </summary>
    public int CommitBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// How long a command may take until its outcome counts as unknown. Default 15 s; 1 s to 5 min. Longer than the longest sync of the
    /// disk that Redis writes to.
    /// </summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Bytes below Redis' <c>maxmemory</c> at which <see cref="IEventLog.HasRoomFor"/> says no. Default 64 MiB; 0 or more; never more than
    /// an eighth of <c>maxmemory</c>. Without <c>maxmemory</c> only Redis' own refusal says that it is full.
    /// </summary>
    public long FreeMemoryFloorBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>What is removed, and when. Of <see cref="RetentionOptions.StepBytesMax"/> one step takes what it comes to by the mean size of
    /// the stream's entries.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <exception cref="ArgumentException">A value is out of its range; the message names the option, its value and its
    /// range.</exception>
    public void Validate()
    {
        OptionRange.CheckPresent(nameof(Configuration), Configuration, "a configuration string such as 127.0.0.1:6379");
        // Not repeated in any message: it may hold the password.
        try
        {
            if (ConfigurationOptions.Parse(Configuration).EndPoints.Count == 0)
                throw new ArgumentException($"{nameof(Configuration)} names no server.");
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new ArgumentException($"{nameof(Configuration)} is not understood: {exception.Message}", exception);
        }

        OptionRange.CheckPresent(nameof(KeyPrefix), KeyPrefix, "the beginning of all keys");
        if (KeyPrefix.Length > 100)
            throw new ArgumentException($"{nameof(KeyPrefix)} has {KeyPrefix.Length} characters: it takes 1 to 100.");
        OptionRange.Check(nameof(QueueBytesMax), QueueBytesMax, 32L * 1024 * 1024, 4L * 1024 * 1024 * 1024, "bytes");
        OptionRange.Check(nameof(CommitBytesMax), CommitBytesMax, 64 * 1024, 64 * 1024 * 1024, "bytes");
        OptionRange.Check(nameof(CommandTimeout), CommandTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        OptionRange.Check(nameof(FreeMemoryFloorBytes), FreeMemoryFloorBytes, 0, long.MaxValue, "bytes");
        OptionRange.CheckPresent(nameof(Retention), Retention, "the options of retention");
        Retention.Validate();
    }
}
