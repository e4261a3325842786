using System.Globalization;
using System.Text;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Bench.Alerts;

/// <summary>Endpoints that all become slow at once, since one dependency does: how many incidents and messages that is.</summary>
internal sealed class StormRun(AlertsBenchOptions options, TextWriter output)
{
    private const string Dependency = "postgres";
    private const int EventsPerSecond = 2;
    private const double UsualMs = 5;
    private const double SlowMs = 150;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>How long it goes on once it was told, so that a second incident or message would have its chance.</summary>
    private static readonly TimeSpan s_goesOn = TimeSpan.FromSeconds(90);

    private readonly Random _random = new(options.Seed);
    private readonly StringBuilder _lines = new();

    public async Task<StormResult> RunAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        await using BenchTarget target = new();
        await using AlertsStage stage = await AlertsStage.StartAsync(options.SiloPath, dataDirectory, cancellationToken);
        await stage.SubscribeAsync(target, "storm", cancellationToken);
        long now = Now();
        long history = (long)options.StormHistory.TotalMilliseconds;
        for (long from = now - history; from < now; from += 10_000)
            await SendAsync(stage, from, Math.Min(10, (int)((now - from + 999) / 1_000)), UsualMs, cancellationToken);
        await output.WriteLineAsync($"storm: {options.StormEndpoints} endpoints, {options.StormHistory.TotalMinutes:0.#} min as usual; now {Dependency} is slow");

        long slowFrom = Now();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bool isSlow = true;
        Task traffic = GoOnAsync(stage, slowFrom, () => isSlow, stop.Token);
        await Until(traffic, "the first message of the storm", () => States(target).Any(), cancellationToken);
        TargetMessage first = target.Messages[0];
        ToldState told = first.States[0];
        await output.WriteLineAsync($"storm: told after {(first.ArrivedUnixMs - slowFrom) / 1_000d:0.0} s of {told.EndpointCount} endpoints, first cause {told.Cause}");
        await Task.Delay(s_goesOn, cancellationToken);
        isSlow = false;
        long slowUntil = Now();
        IReadOnlyList<IncidentReport> incidents = [];
        await Until(
            traffic,
            "the end of the storm",
            async () =>
            {
                incidents = await stage.IncidentsAsync(isHistoric: false, cancellationToken);
                int over = incidents.Count(static incident => incident is { Opened: not null, State: IncidentState.Resolved });
                return over == incidents.Count(static incident => incident.Opened is not null)
                    && States(target).Count(static state => state.Type == "incident.resolved") == over;
            },
            cancellationToken);
        await stop.CancelAsync();
        await traffic;
        await stage.StopAsync(cancellationToken);
        return new StormResult
        {
            Endpoints = options.StormEndpoints,
            Incidents = incidents.Count(static incident => incident.Opened is not null),
            Messages = new SortedDictionary<string, int>(target.Messages.CountBy(static message => message.Type).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
            FirstCause = told.Cause,
            EndpointsInFirstMessage = told.EndpointCount,
            EndpointsInIncident = incidents.Max(static incident => incident.Endpoints.Count),
            FirstMessageSeconds = (first.ArrivedUnixMs - slowFrom) / 1_000d,
            ResolvedSeconds = (target.Messages[^1].ArrivedUnixMs - slowUntil) / 1_000d,
            Unverified = target.Messages.Count(static message => message.Fault != Client.Webhooks.WebhookFault.None),
        };
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static IEnumerable<ToldState> States(BenchTarget target) => target.Messages.SelectMany(static message => message.States);

    private static Task Until(Task traffic, string what, Func<bool> isSo, CancellationToken cancellationToken) =>
        Until(traffic, what, () => Task.FromResult(isSo()), cancellationToken);

    private static Task Until(Task traffic, string what, Func<Task<bool>> isSo, CancellationToken cancellationToken) => AlertsStage.UntilAsync(
        what,
        s_patience,
        async () =>
        {
            if (traffic.IsFaulted)
                await traffic;
            return await isSo();
        },
        cancellationToken);

    /// <summary>Each second's events once the second is over.</summary>
    private async Task GoOnAsync(AlertsStage stage, long from, Func<bool> isSlow, CancellationToken stop)
    {
        try
        {
            for (long second = from; ; second += 1_000)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, second + 1_000 - Now())), stop);
                await SendAsync(stage, second, 1, isSlow() ? SlowMs : UsualMs, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // That is its end.
        }
    }

    private Task SendAsync(AlertsStage stage, long from, int seconds, double dependencyMs, CancellationToken cancellationToken)
    {
        _lines.Clear();
        for (int number = 0; number < seconds * EventsPerSecond; number++)
        {
            long time = from + (number * 1_000L / EventsPerSecond);
            for (int endpoint = 0; endpoint < options.StormEndpoints; endpoint++)
            {
                double called = dependencyMs * Varied(0.15);
                _lines.Append(
                    CultureInfo.InvariantCulture,
                    $$$"""{"time":{{{time}}},"endpoint":"/page/{{{endpoint}}}","segment":"{{{(number % 2 == 0 ? "premium" : "free")}}}","duration_ms":{{{(20 * Varied(0.15)) + called:0.000}}},"operations":{"{{{Dependency}}}":{"kind":"dependency","count":2,"ms":{{{called:0.000}}} } } }""");
                _lines.Append('\n');
            }
        }

        return stage.PostAsync(_lines.ToString(), cancellationToken);
    }

    /// <summary>A factor around one.</summary>
    private double Varied(double deviation) =>
        Math.Exp(deviation * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
}
