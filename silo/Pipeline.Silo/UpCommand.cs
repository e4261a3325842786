using System.CommandLine;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Pipeline.EventLog;
using Pipeline.Silo.Hosting;
using StackExchange.Redis;

namespace Pipeline.Silo;

/// <summary><c>up</c>: runs the silo until it is told to stop.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        Option<int?> port = new("--port") { Description = "TCP port of the HTTP interface; 0 takes a free one. Default 7847." };
        Option<string?> data = new("--data") { Description = "Folder of the event log and snapshots. Default ./data." };
        Command command = new("up", "Starts the silo.") { port, data };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(port), parsed.GetValue(data), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int? port, string? data, CancellationToken cancellationToken)
    {
        Dictionary<string, string?> overrides = [];
        if (port is { } number)
            overrides[$"{SiloOptions.Section}:{nameof(SiloOptions.Port)}"] = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (data is not null)
            overrides[$"{SiloOptions.Section}:{nameof(SiloOptions.DataDirectory)}"] = data;
        try
        {
            await using WebApplication app = SiloApplication.Build(overrides);
            await app.RunAsync(cancellationToken);
            return 0;
        }
        catch (Exception exception) when (exception is OptionsValidationException or EventLogException or ArgumentException
            or InvalidOperationException or IOException or SocketException or UnauthorizedAccessException or RedisException || GrainHosting.IsExpected(exception))
        {
            // A wrong setting, a locked or damaged data folder, no Redis, a taken or forbidden port: one line that says so, without a stack.
            await Console.Error.WriteLineAsync($"pipeline: {exception.Message}");
            return 1;
        }
    }
}
