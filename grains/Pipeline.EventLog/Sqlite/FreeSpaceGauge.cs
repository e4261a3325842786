namespace Pipeline.EventLog.Sqlite;

/// <summary>Knows, cheaply and about a second late, whether the disk has room above its floor.</summary>
/// <remarks>
/// Pages that retention has freed inside the database count as room, or a log that reached the floor could never admit anything again:
/// its file does not shrink. The write-ahead log still needs disk, so a reserve of real free space is asked for in any case. Thread-safe.
/// </remarks>
internal sealed class FreeSpaceGauge(SqliteEventLogOptions options, TimeProvider timeProvider)
{
    private static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(1);

    private readonly long _reserveBytes = Math.Min(options.FreeSpaceFloorBytes, 2 * options.CheckpointBytes);
    private readonly Lock _gate = new();
    private long _askedAt;
    private bool _isAsked;
    private long _diskBytes;
    private long _reusableBytes;

    /// <summary>Free bytes of the disk with that folder, for this process's user.</summary>
    public static long AskSystem(string directory)
    {
        string path = Path.GetFullPath(directory);
        return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(path)! : path).AvailableFreeSpace;
    }

    public bool HasRoomFor(long bytes)
    {
        lock (_gate)
        {
            AskIfOld();
            return _diskBytes >= _reserveBytes && _diskBytes + _reusableBytes - bytes >= options.FreeSpaceFloorBytes;
        }
    }

    /// <summary>Takes note of what a commit used, between two questions to the system.</summary>
    public void OnCommitted(long bytes)
    {
        lock (_gate)
        {
            long reused = Math.Min(bytes, _reusableBytes);
            _reusableBytes -= reused;
            _diskBytes -= bytes - reused;
        }
    }

    /// <summary>Takes note of the free pages inside the database.</summary>
    public void SetReusable(long bytes)
    {
        lock (_gate)
            _reusableBytes = bytes;
    }

    private void AskIfOld()
    {
        if (_isAsked && timeProvider.GetElapsedTime(_askedAt) < AgeMax)
            return;
        _isAsked = true;
        _askedAt = timeProvider.GetTimestamp();
        try
        {
            _diskBytes = options.GetFreeSpaceBytes(options.DataDirectory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be asked about cannot be written to either.
            _diskBytes = 0;
        }
    }
}
