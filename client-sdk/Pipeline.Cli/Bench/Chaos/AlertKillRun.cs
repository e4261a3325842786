using System.Diagnostics;
using System.Globalization;
using Pipeline.Cli.Bench.Alerts;
using Pipeline.Cli.Bench.Cluster;
using Pipeline.Client.Queries;
using Pipeline.Client.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Bench.Chaos;

/// <summary>
/// A function is called far too often, and a silo that has a part in telling so is killed at that very moment: there must be one incident, and
/// its beginning told under one id.
/// </summary>
/// <param name="options">Silos, and for how long it goes on around each explosion.</param>
/// <param name="moments">When and which silo is killed, one explosion each.</param>
/// <param name="output">Told what happens.</param>
internal sealed class AlertKillRun(ChaosOptions options, IReadOnlyList<AlertKillMoment> moments, TextWriter output)
{
    public const string Name = "alert-kill";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_pollPeriod = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_attemptTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long it goes on once it was told, so that a second message or incident would have its chance.</summary>
    private readonly TimeSpan _goesOn = 4 * options.Around;
    private readonly Dictionary<string, int> _killed = [];
    private TimeSpan _longest;
    private int _untold;

    /// <exception cref="BenchException">The cluster did not start, or did not become ready again.</exception>
    public async Task<AlertKillFigures> RunAsync(string directory, CancellationToken cancellationToken)
    {
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = s_attemptTimeout };
        await using BenchTarget target = new();
        await using ClusterProcesses cluster = await ClusterProcesses.StartAsync(
            options.SiloPath,
            options.Silos,
            directory,
            http,
            cancellationToken,
            ("Pipeline:Webhooks:AllowedNetworks:0", "127.0.0.0/8"),
            ("Pipeline:Detection:WatchesRate", "false"));
        await SubscribeAsync(cluster, target, cancellationToken);
        AlertKillTraffic traffic = new(moments.Count, () => cluster.Addresses, http);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = traffic.RunAsync(stop.Token);
        try
        {
            await Task.Delay(options.Around, cancellationToken);
            for (int repetition = 0; repetition < moments.Count; repetition++)
                await RepeatAsync(cluster, target, traffic, repetition, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await sending;
        }

        IReadOnlyList<IncidentReport> incidents = await IncidentsAsync(cluster, cancellationToken);
        TargetMessage[] opened = [.. target.Messages.Where(static message => message.Type == "incident.opened")];
        return new AlertKillFigures
        {
            Repetitions = moments.Count,
            Incidents = incidents.Count,
            Messages = opened.Select(static message => message.Id).Distinct().Count(),
            Requests = opened.Length,
            Untold = _untold,
            Unverified = target.Messages.Count(static message => message.Fault != WebhookFault.None),
            LongestUntilToldMs = Math.Round(_longest.TotalMilliseconds),
            Killed = _killed,
        };
    }

    private static async Task SubscribeAsync(ClusterProcesses cluster, BenchTarget target, CancellationToken cancellationToken)
    {
        using PipelineQueryClient client = new(cluster.Addresses[0], new PipelineQueryOptions { User = "bench" });
        await client.PutBudgetAsync(
            new Budget("calls-per-event", BudgetMetric.OperationCalls, BudgetScope.WorstEvent, 100, Severity: AlertSeverity.Page),
            cancellationToken: cancellationToken);
        WebhookSecretReport made = await client.CreateWebhookAsync(new WebhookRequest("receiver", target.Url, null, null, null, null), cancellationToken);
        target.Verifier = new WebhookVerifier(made.Secret);
    }

    private async Task RepeatAsync(
        ClusterProcesses cluster, BenchTarget target, AlertKillTraffic traffic, int repetition, CancellationToken cancellationToken)
    {
        AlertKillMoment moment = moments[repetition];
        string endpoint = AlertTraffic.EndpointName(repetition);
        int before = Told(target);
        Task<int> killed = KillAsync(cluster, target, traffic, moment, repetition, cancellationToken);
        long started = Stopwatch.GetTimestamp();
        traffic.Ill = repetition;
        int place = await killed;
        await output.WriteLineAsync($"{Name} {repetition + 1} of {moments.Count}: killed the silo with the {moment.ToString().ToLowerInvariant()} of {endpoint}");
        bool isTold = await UntilAsync(() => Task.FromResult(Told(target) > before + (moment == AlertKillMoment.Webhook ? 1 : 0)), cancellationToken);
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        _longest = took > _longest ? took : _longest;
        _untold += isTold ? 0 : 1;
        await cluster.StartAgainAsync(place, cancellationToken);
        await cluster.BecomeReadyAsync(cancellationToken);
        await Task.Delay(_goesOn, cancellationToken);
        traffic.Ill = -1;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{Name} {repetition + 1} of {moments.Count}: {(isTold ? "told" : "not told")} after {took.TotalSeconds:0.0} s"));
    }

    /// <summary>Waits for the moment, kills the silo that has what is at work, and says in which place it was.</summary>
    private async Task<int> KillAsync(
        ClusterProcesses cluster, BenchTarget target, AlertKillTraffic traffic, AlertKillMoment moment, int repetition, CancellationToken cancellationToken)
    {
        if (moment == AlertKillMoment.Webhook)
            return await KillSenderAsync(cluster, target, cancellationToken);
        Func<Task<bool>> hasCome = moment == AlertKillMoment.Endpoint
            ? () => Task.FromResult(traffic.IllAcknowledged == repetition)
            : async () => (await IncidentsAsync(cluster, cancellationToken)).Any(incident => incident.Endpoints.Contains(AlertTraffic.EndpointName(repetition)));
        if (!await UntilAsync(hasCome, cancellationToken))
            throw new BenchException($"the moment to kill the silo with the {moment} did not come within {s_patience.TotalMinutes} min");
        string grain = moment == AlertKillMoment.Endpoint ? "endpoint/*" + AlertTraffic.EndpointName(repetition)[1..].Replace('/', '?') : "alert/*";
        return await KillAsync(cluster, grain, moment, cancellationToken);
    }

    /// <summary>The receiver has the message; its answer is kept back until the sender is dead, so nobody has seen it.</summary>
    private async Task<int> KillSenderAsync(ClusterProcesses cluster, BenchTarget target, CancellationToken cancellationToken)
    {
        TaskCompletionSource<int> killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        target.Arriving = async message =>
        {
            if (message.Type != "incident.opened" || killed.Task.IsCompleted)
                return;
            try
            {
                killed.TrySetResult(await KillAsync(cluster, "webhook/*", AlertKillMoment.Webhook, cancellationToken));
            }
            catch (Exception exception)
            {
                killed.TrySetException(exception);
            }
        };
        try
        {
            return await killed.Task.WaitAsync(s_patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new BenchException($"no message came within {s_patience.TotalMinutes} min");
        }
        finally
        {
            target.Arriving = null;
        }
    }

    private async Task<int> KillAsync(ClusterProcesses cluster, string grain, AlertKillMoment moment, CancellationToken cancellationToken)
    {
        int place = await cluster.PlaceOfAsync(grain, cancellationToken) ?? throw new BenchException($"the grain directory has no {grain}");
        cluster.Silos[place].Kill();
        string held = moment.ToString().ToLowerInvariant();
        _killed[held] = _killed.GetValueOrDefault(held) + 1;
        return place;
    }

    private static int Told(BenchTarget target) => target.Messages.Count(static message => message.Type == "incident.opened");

    private static async Task<IReadOnlyList<IncidentReport>> IncidentsAsync(ClusterProcesses cluster, CancellationToken cancellationToken)
    {
        foreach (Uri silo in cluster.Addresses)
        {
            using PipelineQueryClient client = new(silo);
            try
            {
                return (await client.ListIncidentsAsync(new AlertQuestion { IsHistoric = false, PageSize = 1_000 }, cancellationToken: cancellationToken)).Incidents;
            }
            catch (Exception exception) when (SiloConversation.IsExpected(exception, cancellationToken))
            {
                // Another one is asked.
            }
        }

        return [];
    }

    private static async Task<bool> UntilAsync(Func<Task<bool>> isSo, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(started) > s_patience)
                return false;
            await Task.Delay(s_pollPeriod, cancellationToken);
        }

        return true;
    }
}
