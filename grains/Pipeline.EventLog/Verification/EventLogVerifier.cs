using Microsoft.Data.Sqlite;
using Pipeline.EventLog.Sqlite;

namespace Pipeline.EventLog.Verification;

/// <summary>Checks a whole event log: every frame, every entry's checksum, order and gaps of offsets, index, heads and snapshots.</summary>
/// <remarks>
/// Works on a stopped log, on a backup, and beside a running silo. It sees one state of the database from beginning to end; while it runs,
/// the running silo's write-ahead log cannot be reset and grows by what is written meanwhile. Reads the file twice: SQLite's own check of
/// its pages, then every frame.
/// </remarks>
public static class EventLogVerifier
{
    /// <summary>Verifies the log of a data directory.</summary>
    /// <param name="dataDirectory">The folder that holds it.</param>
    /// <param name="cancellationToken">Observed between frames.</param>
    /// <exception cref="EventLogException">There is no log, its format is newer, or SQLite cannot read it at all.</exception>
    public static Task<VerificationReport> VerifyAsync(string dataDirectory, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        return Task.Run(() => Verify(LogDatabase.PathIn(dataDirectory), cancellationToken), cancellationToken);
    }

    internal static VerificationReport Verify(string path, CancellationToken cancellationToken)
    {
        try
        {
            using SqliteConnection connection = LogDatabase.OpenForReading(path, TimeSpan.FromSeconds(5));
            using SqliteTransaction oneState = connection.BeginTransaction(deferred: true);
            return new VerificationRun(connection).Run(cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw new EventLogException($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }
}
