using Microsoft.Data.Sqlite;
using Pipeline.EventLog.Sqlite;
using Pipeline.EventLog.Verification;

namespace Pipeline.EventLog.Backup;

/// <summary>Copies an event log as it is at one moment, while a silo may be writing to it.</summary>
/// <remarks>
/// The copy holds what was committed when it began, without the free pages that retention leaves, so it can be smaller than the original.
/// It is a data directory: starting a silo on it is the restore. Commits go on meanwhile; only the write-ahead log cannot be reset and
/// grows.
/// </remarks>
public static class EventLogBackup
{
    /// <summary>Copies the log of a data directory into a new one and verifies the copy.</summary>
    /// <param name="dataDirectory">The folder of the log.</param>
    /// <param name="destinationDirectory">A folder that does not exist or is empty. Nothing is ever overwritten.</param>
    /// <param name="cancellationToken">Observed before the copy and between the frames of its verification; the copy itself is one
    /// step.</param>
    /// <returns>
    /// The verification of the copy. Only a sound copy gets its final name; a damaged one keeps the ending <c>.partial</c>, for it may
    /// hold what nothing else does any more.
    /// </returns>
    /// <exception cref="EventLogException">There is no log, the destination is not empty or cannot be written to, or SQLite cannot copy.
    /// Nothing is left of a copy that failed or was given up.</exception>
    public static Task<VerificationReport> CopyAsync(
        string dataDirectory, string destinationDirectory, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        ArgumentException.ThrowIfNullOrWhiteSpace(destinationDirectory);
        return Task.Run(() => Copy(dataDirectory, destinationDirectory, cancellationToken), cancellationToken);
    }

    private static VerificationReport Copy(string dataDirectory, string destinationDirectory, CancellationToken cancellationToken)
    {
        string path = LogDatabase.PathIn(destinationDirectory);
        string partialPath = path + ".partial";
        try
        {
            Directory.CreateDirectory(destinationDirectory);
            if (Directory.EnumerateFileSystemEntries(destinationDirectory).Any())
                throw new EventLogException($"'{destinationDirectory}' is not empty; a backup never overwrites.");
            CopyDatabase(LogDatabase.PathIn(dataDirectory), partialPath);

            VerificationReport report = VerifyOrRemove(partialPath, cancellationToken);
            if (report.IsSound)
                File.Move(partialPath, path, overwrite: false);
            return report;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EventLogException($"The backup cannot be written to '{destinationDirectory}': {exception.Message}", exception);
        }
    }

    private static void CopyDatabase(string path, string partialPath)
    {
        // Made here and now, so that what is removed after a failure is certainly this copy and not that of another backup.
        File.Open(partialPath, FileMode.CreateNew).Dispose();
        try
        {
            VacuumInto(path, partialPath);
            SyncToDisk(partialPath);
        }
        catch
        {
            File.Delete(partialPath);
            throw;
        }
    }

    private static VerificationReport VerifyOrRemove(string partialPath, CancellationToken cancellationToken)
    {
        try
        {
            return EventLogVerifier.Verify(partialPath, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more, and it would be in the way of the next backup.
            File.Delete(partialPath);
            throw;
        }
    }

    private static void VacuumInto(string path, string partialPath)
    {
        try
        {
            using SqliteConnection connection = LogDatabase.OpenForReading(path, TimeSpan.FromSeconds(5));
            using SqliteCommand command = connection.CreateCommand();
            // SQLite itself refuses a destination that holds anything.
            command.CommandText = "VACUUM INTO $path";
            command.CommandTimeout = 0;
            command.Parameters.AddWithValue("$path", partialPath);
            command.ExecuteNonQuery();
        }
        catch (SqliteException exception)
        {
            throw new EventLogException($"'{path}' cannot be copied: {exception.Message}", exception);
        }
    }

    private static void SyncToDisk(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
