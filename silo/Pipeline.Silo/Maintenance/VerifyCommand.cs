using System.CommandLine;
using Pipeline.EventLog;
using Pipeline.EventLog.Verification;

namespace Pipeline.Silo.Maintenance;

/// <summary><c>verify</c>: checks every frame, entry and snapshot of a data folder, also while a silo writes to it.</summary>
internal static class VerifyCommand
{
    private const string Instead =
        "Check the files of Redis with redis-check-aof; entries carry checksums, which every read checks. A folder is verified with --data FOLDER.";

    public static Command Create()
    {
        Option<string> data = DataOption.Create();
        Command command = new("verify", "Checks every frame, entry and snapshot of a data folder. Exit code 1 when anything is wrong.") { data };
        command.SetAction((parsed, cancellationToken) => FolderOnly.Refusal(parsed, data, Instead) is { } refusal
            ? FolderOnly.RefuseAsync(refusal)
            : RunAsync(parsed.GetValue(data)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string data, CancellationToken cancellationToken)
    {
        try
        {
            return await ReportPrinter.PrintAsync(await EventLogVerifier.VerifyAsync(data, cancellationToken));
        }
        catch (EventLogException exception)
        {
            await Console.Error.WriteLineAsync($"pipeline: {exception.Message}");
            return 1;
        }
    }
}
