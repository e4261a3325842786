using System.CommandLine;
using System.Text.Json;

namespace Pipeline.Cli.Bench.Alerts;

/// <summary>The command line of <c>bench alerts</c>.</summary>
internal static class AlertsBenchCommand
{
    private const string Storm = "storm";
    private const string Targets = "targets";
    private const string Outage = "outage";
    private const string Alertmanager = "alertmanager";

    public static Command Create()
    {
        Option<string[]> parts = new("--part") { Description = $"{Storm}, {Targets}, {Outage} or {Alertmanager}; several if given several times. Default: the first three." };
        parts.AcceptOnlyFromAmong(Storm, Targets, Outage, Alertmanager);
        Option<int> endpoints = IntegerOption.Create("--endpoints", "Endpoints of the storm.", 50, 2, 1_000);
        Option<int> usual = IntegerOption.Create("--usual", "Minutes as usual before the storm.", 10, 6, 14);
        Option<int> live = IntegerOption.Create("--live", "Targets that are well.", 90, 1, 900);
        Option<int> dead = IntegerOption.Create("--dead", "Targets that are dead.", 10, 0, 90);
        Option<int> incidents = IntegerOption.Create("--incidents", "Incidents that targets are told of, without and with dead ones.", 5, 1, 20);
        Option<int> outage = IntegerOption.Create("--outage", "Seconds that the receiver fails.", 600, 60, 3_600);
        Option<int> quiet = IntegerOption.Create("--quiet", "Seconds in which nothing may be sent, each time.", 60, 1, 3_600);
        Option<string?> history = new("--history") { Description = "File of old events, as pipeline send takes it. Default: half an hour of 2015, made up." };
        Option<int> lasting = IntegerOption.Create("--lasting", "Seconds that the incident for Alertmanager goes on.", 480, 60, 3_600);
        Option<string> alertmanager = new("--alertmanager") { Description = "The program.", DefaultValueFactory = _ => "prometheus-alertmanager" };
        Option<int> seed = BenchRun.CreateSeedOption();
        Option<string?> data = BenchRun.CreateDataOption();
        Option<string?> silo = BenchRun.CreateSiloOption();
        Command command = new("alerts", "Start a silo, make incidents, and see who is told what: in a storm, with dead targets, over an outage, by an Alertmanager.")
        {
            parts, endpoints, usual, live, dead, incidents, outage, quiet, history, lasting, alertmanager, seed, data, silo,
        };
        command.SetAction((parsed, cancellationToken) => BenchRun.RunAsync(parsed.GetValue(silo), parsed.GetValue(data), (siloPath, directory) =>
        {
            AlertsBenchOptions options = new()
            {
                SiloPath = siloPath,
                StormEndpoints = parsed.GetValue(endpoints),
                StormHistory = TimeSpan.FromMinutes(parsed.GetValue(usual)),
                LiveTargets = parsed.GetValue(live),
                DeadTargets = parsed.GetValue(dead),
                Incidents = parsed.GetValue(incidents),
                Outage = TimeSpan.FromSeconds(parsed.GetValue(outage)),
                Quiet = TimeSpan.FromSeconds(parsed.GetValue(quiet)),
                History = parsed.GetValue(history),
                AlertmanagerIncident = TimeSpan.FromSeconds(parsed.GetValue(lasting)),
                AlertmanagerPath = parsed.GetValue(alertmanager)!,
                Seed = parsed.GetValue(seed),
            };
            string[] chosen = parsed.GetValue(parts) is { Length: > 0 } given ? given : [Storm, Targets, Outage];
            return RunAsync(options, chosen, directory, cancellationToken);
        }));
        return command;
    }

    private static async Task<(string Json, string? Failure)> RunAsync(
        AlertsBenchOptions options, string[] parts, string directory, CancellationToken cancellationToken)
    {
        AlertsBenchResult result = new("alerts", null, null, null, null);
        List<string> unsound = [];
        foreach (string part in parts)
        {
            string data = Path.Combine(directory, part);
            bool isSound;
            switch (part)
            {
                case Storm:
                    StormResult storm = await new StormRun(options, Console.Out).RunAsync(data, cancellationToken);
                    (result, isSound) = (result with { Storm = storm }, storm.IsSound);
                    break;
                case Targets:
                    TargetsResult targets = await new TargetsRun(options, Console.Out).RunAsync(data, cancellationToken);
                    (result, isSound) = (result with { Targets = targets }, targets.IsSound);
                    break;
                case Outage:
                    await using (OutageAlertsRun run = new(options, data, Console.Out))
                    {
                        OutageAlertsResult outage = await run.RunAsync(cancellationToken);
                        (result, isSound) = (result with { Outage = outage }, outage.IsSound);
                    }

                    break;
                default:
                    await using (AlertmanagerRun run = new(options, data, Console.Out))
                    {
                        AlertmanagerResult kept = await run.RunAsync(cancellationToken);
                        (result, isSound) = (result with { Alertmanager = kept }, kept.IsSound);
                    }

                    break;
            }

            if (!isSound)
                unsound.Add(part);
        }

        string json = JsonSerializer.Serialize(result, AlertsJsonContext.Default.AlertsBenchResult);
        return (json, unsound.Count == 0 ? null : $"not as promised: {string.Join(", ", unsound)}");
    }
}
