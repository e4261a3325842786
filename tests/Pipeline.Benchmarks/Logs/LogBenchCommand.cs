using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Cli;
using Pipeline.Cli.Bench;
using Pipeline.EventLog.Redis;
using Pipeline.EventLog.Sqlite;
using Pipeline.Testing;
using StackExchange.Redis;

namespace Pipeline.Benchmarks.Logs;

/// <summary>The command line of <c>bench log</c>: what an entry costs in the SQLite and in the Redis log.</summary>
internal static class LogBenchCommand
{
    public static Command Create()
    {
        Option<int> entries = IntegerOption.Create("--entries", "Entries written to each log under load.", 100_000, 1_000, 10_000_000);
        Option<int> bytes = IntegerOption.Create("--bytes", "Bytes of an entry.", 1_000, 0, 1_000_000);
        Option<int> streams = IntegerOption.Create("--streams", "Streams that are written to at a time.", 100, 1, 10_000);
        Option<int> inFlight = IntegerOption.Create("--in-flight", "Entries of a stream that wait at a time.", 8, 1, 1_000);
        Option<string> server = new("--redis-server") { Description = "Redis' server program; one of 7.2 or later is written to with WAITAOF.", DefaultValueFactory = _ => "redis-server" };
        Command command = new("log", "Measure what an entry costs in the SQLite log and in the Redis log.") { entries, bytes, streams, inFlight, server };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            LogBenchOptions options = new(
                parsed.GetValue(entries), parsed.GetValue(bytes), parsed.GetValue(streams), parsed.GetValue(inFlight), LoneEntries: 1_000);
            LogBenchResult result = new(options, [await RunSqliteAsync(options), await RunRedisAsync(options, parsed.GetValue(server)!)]);
            result.WriteTable(Console.Out);
            Console.WriteLine(result.ToJson());
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<LogFigures> RunSqliteAsync(LogBenchOptions options)
    {
        using TemporaryDirectory directory = new();
        await using SqliteEventLog log = await SqliteEventLog.OpenAsync(
            new SqliteEventLogOptions { DataDirectory = directory.Path }, TimeProvider.System, NullLoggerFactory.Instance);
        return await new LogBench(options, log, log, log.Instruments, () => new LogUsage(ProcessWrites.ReadBytes(Environment.ProcessId), 0, 0)).RunAsync("sqlite");
    }

    private static async Task<LogFigures> RunRedisAsync(LogBenchOptions options, string path)
    {
        using RedisServer server = RedisServer.Create(new RedisServerOptions { IsSynced = true, Path = path });
        await using RedisEventLog log = await RedisEventLog.OpenAsync(
            new RedisEventLogOptions { Configuration = server.Configuration }, TimeProvider.System, NullLoggerFactory.Instance);
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(server.Configuration + ",allowAdmin=true");
        IDatabase database = connection.GetDatabase();
        return await new LogBench(options, log, log, log.Instruments, () => Ask(database, server.ProcessId)).RunAsync("redis");
    }

    private static LogUsage Ask(IDatabase database, int serverId)
    {
        double cpu = Number("used_cpu_user", "cpu") + Number("used_cpu_sys", "cpu");
        return new LogUsage(ProcessWrites.ReadBytes(serverId), cpu, (long)Number("used_memory", "memory"));

        double Number(string name, string section)
        {
            string line = database.Execute("INFO", section).ToString().Split('\n').First(line => line.StartsWith(name + ':', StringComparison.Ordinal));
            return double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
        }
    }
}
