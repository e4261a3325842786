using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Pipeline.Cli.Bench.Alerts;

/// <summary>Takes the snapshots out of a stopped silo's log, so that everything must be replayed.</summary>
internal static class SnapshotRemoval
{
    static SnapshotRemoval() => SQLitePCL.Batteries_V2.Init();

    /// <returns>How many there were.</returns>
    /// <exception cref="BenchException">There is no log, or it cannot be changed.</exception>
    public static int Remove(string dataDirectory)
    {
        string file = Path.Combine(dataDirectory, "events.db");
        if (!File.Exists(file))
            throw new BenchException(string.Create(CultureInfo.InvariantCulture, $"{file}: there is no such file"));
        try
        {
            using SqliteConnection connection = new($"Data Source={file};Mode=ReadWrite;Pooling=False");
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "DELETE FROM snapshots";
            return command.ExecuteNonQuery();
        }
        catch (SqliteException exception)
        {
            throw new BenchException($"{file}: {exception.Message}");
        }
    }
}
