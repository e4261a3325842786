using System.CommandLine;
using Pipeline.EventLog;
using Pipeline.EventLog.Backup;

namespace Pipeline.Silo.Maintenance;

/// <summary><c>backup</c>: copies a data folder as it is at one moment, also while a silo writes to it, and verifies the copy.</summary>
internal static class BackupCommand
{
    private const string Instead =
        "Copy the append-only files of Redis as its manual says (docs/cluster.md). A folder is copied with --data FOLDER.";

    public static Command Create()
    {
        Argument<string> destination = new("DEST") { Description = "Folder for the copy; it must not exist or be empty. Start a silo on it to restore." };
        Option<string> data = DataOption.Create();
        Command command = new("backup", "Copies a data folder consistently and verifies the copy.") { destination, data };
        command.SetAction((parsed, cancellationToken) => FolderOnly.Refusal(parsed, data, Instead) is { } refusal
            ? FolderOnly.RefuseAsync(refusal)
            : RunAsync(parsed.GetValue(data)!, parsed.GetValue(destination)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string data, string destination, CancellationToken cancellationToken)
    {
        try
        {
            return await ReportPrinter.PrintAsync(await EventLogBackup.CopyAsync(data, destination, cancellationToken));
        }
        catch (EventLogException exception)
        {
            await Console.Error.WriteLineAsync($"pipeline: {exception.Message}");
            return 1;
        }
    }
}
