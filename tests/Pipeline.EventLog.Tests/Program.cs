using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.EventLog.Sqlite;

namespace Pipeline.EventLog.Tests;

/// <summary>The test assembly run as a program: a writer that another test kills. Test runners never come here.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        await using SqliteEventLog log = await SqliteEventLog.OpenAsync(
            new SqliteEventLogOptions { DataDirectory = args[0], CheckpointBytes = 1024 * 1024 }, TimeProvider.System, NullLoggerFactory.Instance);
        await KilledWriter.RunAsync(log);
    }
}
