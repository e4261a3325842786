using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Pipeline.Cli.Bench.Chaos;

/// <summary>The command line of <c>bench chaos</c>.</summary>
internal static class ChaosBenchCommand
{
    public static Command Create()
    {
        string[] names = [.. ChaosFault.All.Select(static fault => fault.Name), AlertKillRun.Name];
        Option<string[]> faults = new("--fault") { Description = $"{string.Join(", ", names)}; several if given several times. Default: all." };
        faults.AcceptOnlyFromAmong(names);
        Option<int> repetitions = IntegerOption.Create("--repetitions", "How often each fault is inflicted.", 3, 1, 1_000);
        Option<int> silos = IntegerOption.Create("--silos", "Silos at the start.", 3, 2, 16);
        Option<int> rate = IntegerOption.Create("--rate", "Events sent in a second.", 4_000, 100, 1_000_000);
        Option<int> sources = IntegerOption.Create("--sources", "Sources that send them.", 4, 1, 64);
        Option<int> around = IntegerOption.Create("--around", "Seconds of load before a fault and after it.", 5, 1, 3_600);
        Option<int> siloAway = IntegerOption.Create("--silo-away", "Seconds that a killed or paused silo is away: longer than the others take to declare it dead.", 30, 1, 3_600);
        Option<int> redisAway = IntegerOption.Create("--redis-away", "Seconds that a killed or paused Redis is away.", 10, 1, 3_600);
        Option<int> seed = BenchRun.CreateSeedOption();
        Option<string?> data = BenchRun.CreateDataOption();
        Option<string?> silo = BenchRun.CreateSiloOption();
        Command chaos = new("chaos", "Kill, pause and restart silos and their Redis under load, and account for every event.")
        {
            faults, repetitions, silos, rate, sources, around, siloAway, redisAway, seed, data, silo,
        };
        chaos.SetAction((parsed, cancellationToken) => BenchRun.RunOnOrleansAsync("chaos", parsed.GetValue(silo), parsed.GetValue(data), (siloPath, directory) =>
        {
            ChaosOptions options = new()
            {
                SiloPath = siloPath,
                Faults = parsed.GetValue(faults) is { Length: > 0 } given ? given : names,
                Repetitions = parsed.GetValue(repetitions),
                Silos = parsed.GetValue(silos),
                EventsPerSecond = parsed.GetValue(rate),
                Sources = parsed.GetValue(sources),
                Around = TimeSpan.FromSeconds(parsed.GetValue(around)),
                SiloAway = TimeSpan.FromSeconds(parsed.GetValue(siloAway)),
                RedisAway = TimeSpan.FromSeconds(parsed.GetValue(redisAway)),
                Seed = parsed.GetValue(seed),
            };
            return RunAsync(options, directory, cancellationToken);
        }));
        return chaos;
    }

    private static async Task<(string Json, string? Failure)> RunAsync(ChaosOptions options, string directory, CancellationToken cancellationToken)
    {
        List<ChaosFigures> rows = [];
        AlertKillFigures? alerts = null;
        foreach (string name in options.Faults.Distinct())
        {
            string data = Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
            if (name == AlertKillRun.Name)
            {
                AlertKillMoment[] each = Enum.GetValues<AlertKillMoment>();
                AlertKillMoment[] moments = [.. Enumerable.Range(0, options.Repetitions).Select(repetition => each[repetition % each.Length])];
                alerts = await new AlertKillRun(options, moments, Console.Out).RunAsync(data, cancellationToken);
                continue;
            }

            ChaosFault fault = ChaosFault.All.Single(candidate => candidate.Name == name);
            rows.Add(await new ChaosRun(options, fault, Console.Out, TimeProvider.System).RunAsync(data, cancellationToken));
        }

        if (rows.Count > 0)
            Print(rows);
        if (alerts is not null)
            Print(alerts);
        ChaosResult result = new("chaos", options.Silos, options.EventsPerSecond, rows, alerts);
        List<string> unsound = [.. rows.Where(static row => !row.IsSound).Select(static row => row.Fault)];
        if (alerts is { IsSound: false })
            unsound.Add(AlertKillRun.Name);
        string json = JsonSerializer.Serialize(result, ChaosJsonContext.Default.ChaosResult);
        return (json, unsound.Count == 0 ? null : $"lost, or counted or told twice: {string.Join(", ", unsound)}");
    }

    private static void Print(IEnumerable<ChaosFigures> rows)
    {
        Console.WriteLine();
        Write($"{"",-16} {"",4} {"events",37} {"",10} {"longest gap, ms",33}  {"answers to batches",24}  {"answers to questions",32}");
        Write($"{"fault",-16} {"reps",4} {"acknowledged",12} {"counted",12} {"lost",5} {"doubled",7} {"batches",9} {"questions",10} {"one endpoint",12}  {"429/503",8} {"none",7} {"other",7}  {"200",8} {"503",7} {"none",7} {"other",6} {"wrong",6}");
        foreach (ChaosFigures row in rows)
        {
            Write($"{row.Fault,-16} {row.Repetitions,4} {row.Acknowledged,12:N0} {row.Counted,12:N0} {row.Lost,5} {row.Duplicated,7} {row.LongestIngestGapMs,9:N0} {row.LongestQueryGapMs,10:N0} {row.LongestEndpointGapMs,12:N0}  {row.IngestLater,8:N0} {row.IngestUnanswered,7:N0} {row.IngestOther,7:N0}  {row.QueriesAnswered,8:N0} {row.QueriesLater,7:N0} {row.QueriesUnanswered,7:N0} {row.QueriesOther,6:N0} {row.QueriesWrong,6:N0}");
            if (row.FirstOddity is { } oddity)
                Write($"  first oddity: {oddity}");
        }
    }

    private static void Print(AlertKillFigures alerts)
    {
        Console.WriteLine();
        Write($"{AlertKillRun.Name}: {alerts.Repetitions} explosions, {alerts.Incidents} incidents, {alerts.Messages} messages of their beginning by id in {alerts.Requests} requests, {alerts.Untold} untold, {alerts.Unverified} unverified, told after {alerts.LongestUntilToldMs / 1_000:0.0} s at most; silos killed: {string.Join(", ", alerts.Killed.Select(static pair => $"{pair.Value} with the {pair.Key}"))}");
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
