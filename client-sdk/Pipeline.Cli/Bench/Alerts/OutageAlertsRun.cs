using System.Diagnostics;
using System.Globalization;
using Pipeline.Client.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Bench.Alerts;

/// <summary>A receiver that fails while incidents open and resolve and the silo is killed; then what must send nothing.</summary>
internal sealed class OutageAlertsRun(AlertsBenchOptions options, string dataDirectory, TextWriter output) : IAsyncDisposable
{
    private const int IncidentsMax = 20;

    /// <summary>What comes sooner is not late: one attempt that was not answered and its repeat.</summary>
    private const long LateAfterMs = 30_000;

    private static readonly TimeSpan s_ill = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(12);

    private readonly BenchTarget _receiver = new();
    private readonly BenchTarget _steady = new();

    // One before the outage, one that goes on at its end, and those between.
    private readonly int _endpoints = 2 + Math.Clamp((int)(options.Outage.TotalSeconds / 30), 2, IncidentsMax);

    private TimeSpan _siloGone;
    private int _mark;

    public async Task<OutageAlertsResult> RunAsync(CancellationToken cancellationToken)
    {
        // The bench's traffic stops, which is not what this is about.
        await using AlertsStage stage = await AlertsStage.StartAsync(
            options.SiloPath, dataDirectory, cancellationToken, ("Pipeline:Detection:WatchesRate", "false"));
        return await RunAsync(stage, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _steady.DisposeAsync();
    }

    private async Task<OutageAlertsResult> RunAsync(AlertsStage stage, CancellationToken cancellationToken)
    {
        await stage.PageForCallsAsync(cancellationToken);
        string receiver = await stage.SubscribeAsync(_receiver, "receiver", cancellationToken);
        await stage.SubscribeAsync(_steady, "steady", cancellationToken);
        AlertTraffic traffic = new(stage, _endpoints, AlertTraffic.OperationName);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = traffic.RunAsync(stop.Token);

        await Task.Delay(s_ill, cancellationToken);
        traffic.FallIll(0);
        await AlertsStage.UntilAsync("the first message", s_patience, () => Task.FromResult(_receiver.Messages.Count > 0), cancellationToken);
        long from = Now();
        await FailAsync(stage, traffic, cancellationToken);
        await _receiver.BecomeAsync(TargetMode.Takes);
        long until = Now();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"outage: over after {(until - from) / 1_000d:0} s"));
        IReadOnlyList<IncidentReport> told = await CatchUpAsync(stage, traffic, receiver, cancellationToken);
        await stop.CancelAsync();
        await sending;

        WebhookReport standing = await stage.Client.GetWebhookAsync(receiver, cancellationToken);
        WebhookDeliveryPage deliveries = await stage.Client.ListWebhookDeliveriesAsync(receiver, limit: 1_000, cancellationToken: cancellationToken);
        IReadOnlyList<TargetMessage> requests = _receiver.Messages;
        TargetMessage[] taken = [.. requests.Where(message => message.IsTaken && message.ArrivedUnixMs >= until)];
        TargetMessage[] late = [.. taken.Where(message => message.States.Any(state => state.AtUnixMs < until && message.ArrivedUnixMs - state.AtUnixMs > LateAfterMs))];
        int snapshots = await RemoveSnapshotsAsync(stage, cancellationToken);
        int withoutSnapshots = await CountAsync(options.Quiet, cancellationToken);
        await output.WriteLineAsync($"outage: {snapshots} snapshots deleted, {withoutSnapshots} messages in {options.Quiet.TotalSeconds:0} s after the start");
        (string sent, int ofHistory, int historicOfHistory) = await SendHistoryAsync(stage, cancellationToken);
        (int ofSpool, int historicOfSpool) = await SendSpoolAsync(stage, cancellationToken);
        await stage.StopAsync(cancellationToken);
        return new OutageAlertsResult
        {
            OutageSeconds = (until - from) / 1_000d,
            Incidents = told.Count,
            IncidentsKnown = told.Count(incident => Knows(_receiver, incident)),
            Requests = requests.CountBy(static message => message.Mode.ToString().ToLowerInvariant()).ToDictionary(StringComparer.Ordinal),
            Attempts = deliveries.Deliveries.Sum(static delivery => delivery.Attempts),
            Duplicates = Single(requests).Count() - Single(requests).Select(static message => message.States[0].Number).Distinct().Count(),
            DuplicatesWithAnotherId = Single(requests).GroupBy(static message => message.States[0].Number).Sum(static group => group.Select(static message => message.Id).Distinct().Count() - 1),
            TakenTwice = requests.Where(static message => message.IsTaken).GroupBy(static message => message.Id).Count(static group => group.Count() > 1),
            Late = late.Length,
            LateMarked = late.Count(static message => message.IsDelayed),
            Superseded = standing.Superseded,
            Unverified = requests.Concat(_steady.Messages).Count(static message => message.Fault != WebhookFault.None),
            FirstTakenSeconds = (taken[0].ArrivedUnixMs - until) / 1_000d,
            CatchUpSeconds = late.Length == 0 ? 0 : (late.Max(static message => message.ArrivedUnixMs) - taken[0].ArrivedUnixMs) / 1_000d,
            SiloGoneSeconds = _siloGone.TotalSeconds,
            SteadyMessages = _steady.Messages.Count,
            SteadyToldOfReceiver = _steady.Messages.Where(static message => message.Type == "incident.opened").Count(static message => message.Body.GetRawText().Contains("Webhook 'receiver'", StringComparison.Ordinal)),
            SnapshotsDeleted = snapshots,
            DeliveriesWithoutSnapshots = withoutSnapshots,
            HistorySent = sent,
            DeliveriesOfHistory = ofHistory,
            HistoricOfHistory = historicOfHistory,
            DeliveriesOfSpool = ofSpool,
            HistoricOfSpool = historicOfSpool,
            QuietSeconds = options.Quiet.TotalSeconds,
        };
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    /// <summary>Requests about one transition each, whatever became of them.</summary>
    private static IEnumerable<TargetMessage> Single(IReadOnlyList<TargetMessage> requests) =>
        requests.Where(static message => message.Type.StartsWith("incident.", StringComparison.Ordinal));

    /// <summary>Whether the latest of what a target has taken about an incident is how it stands.</summary>
    private static bool Knows(BenchTarget target, IncidentReport incident)
    {
        string state = incident.State.ToString();
        return target.Messages.Where(static message => message.IsTaken)
            .SelectMany(static message => message.States)
            .Where(each => each.Incident == incident.Id)
            .MaxBy(static each => each.Number)?.State.Equals(state, StringComparison.OrdinalIgnoreCase) ?? false;
    }

    /// <summary>The outage: 500, then no answer, then no connection, each for a third of it; the silo is killed in its middle.</summary>
    private async Task FailAsync(AlertsStage stage, AlertTraffic traffic, CancellationToken cancellationToken)
    {
        TimeSpan apart = options.Outage / (_endpoints - 1);
        List<(TimeSpan At, string What, Func<Task> DoAsync)> plan =
        [
            (TimeSpan.Zero, "the receiver answers 500", () => _receiver.BecomeAsync(TargetMode.Fails)),
            (options.Outage / 3, "the receiver never answers", () => _receiver.BecomeAsync(TargetMode.NeverAnswers)),
            (options.Outage / 2, "the silo is killed and started again", () => KillAsync(stage, cancellationToken)),
            (options.Outage * 2 / 3, "the receiver refuses connections", () => _receiver.BecomeAsync(TargetMode.Refuses)),
            (options.Outage, "the end", () => Task.CompletedTask),
            (s_ill, string.Empty, () => Done(() => traffic.Recover(0))),
        ];
        for (int index = 1; index < _endpoints; index++)
        {
            int endpoint = index;
            TimeSpan at = (apart * endpoint) - (apart / 2);
            plan.Add((at, string.Empty, () => Done(() => traffic.FallIll(endpoint))));

            // The last one goes on for ever.
            if (index < _endpoints - 1)
                plan.Add((at + s_ill, string.Empty, () => Done(() => traffic.Recover(endpoint))));
        }

        long started = Stopwatch.GetTimestamp();
        foreach ((TimeSpan at, string what, Func<Task> doAsync) in plan.OrderBy(static step => step.At))
        {
            TimeSpan wait = at - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, cancellationToken);
            if (what.Length > 0)
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"outage: {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s: {what}"));
            await doAsync();
        }
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private async Task KillAsync(AlertsStage stage, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        await stage.KillAsync();
        await stage.ComeBackAsync(cancellationToken);
        _siloGone = Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Waits until all incidents but the last are over and the receiver knows how each stands; answers those it is to know of.</summary>
    private async Task<IReadOnlyList<IncidentReport>> CatchUpAsync(
        AlertsStage stage, AlertTraffic traffic, string receiver, CancellationToken cancellationToken)
    {
        for (int index = 0; index < _endpoints - 1; index++)
            traffic.Recover(index);
        IReadOnlyList<IncidentReport> told = [];
        await AlertsStage.UntilAsync(
            "every incident's last state at the receiver",
            s_patience,
            async () =>
            {
                // A webhook is not told of what is about nothing but itself.
                told = [.. (await stage.IncidentsAsync(isHistoric: false, cancellationToken)).Where(incident =>
                    incident.Opened is not null && !incident.Alerts.All(alert => alert.Finding.Source == FindingSource.Webhook && alert.Finding.Rule == receiver))];
                return told.Count(static incident => incident.State == IncidentState.Open) == 1
                    && told.Count >= _endpoints
                    && told.All(incident => Knows(_receiver, incident) && Knows(_steady, incident));
            },
            cancellationToken);
        await output.WriteLineAsync($"outage: the receiver knows how each of {told.Count} incidents stands");
        return told;
    }

    private async Task<int> RemoveSnapshotsAsync(AlertsStage stage, CancellationToken cancellationToken)
    {
        await stage.StopAsync(cancellationToken);
        int removed = SnapshotRemoval.Remove(dataDirectory);
        _mark = _receiver.Messages.Count + _steady.Messages.Count;
        await stage.ComeBackAsync(cancellationToken);
        return removed;
    }

    /// <summary>Messages since the last count and until a time has passed, to both receivers.</summary>
    private async Task<int> CountAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        await Task.Delay(time, cancellationToken);
        int now = _receiver.Messages.Count + _steady.Messages.Count;
        int count = now - _mark;
        _mark = now;
        return count;
    }

    private async Task<(string Sent, int Deliveries, int Historic)> SendHistoryAsync(AlertsStage stage, CancellationToken cancellationToken)
    {
        HashSet<string> before = [.. (await stage.IncidentsAsync(isHistoric: true, cancellationToken)).Select(static incident => incident.Id)];
        string file = options.History ?? Path.Combine(dataDirectory, "history.ndjson");
        if (options.History is null)
            await File.WriteAllTextAsync(file, OldEvents.History(), cancellationToken);
        string sent = await OldEvents.SendAsync(file, stage.Address, cancellationToken);
        if (options.History is null)
            await AwaitHistoricAsync(stage, OldEvents.HistoryEndpoint, cancellationToken);
        int deliveries = await CountAsync(options.Quiet, cancellationToken);
        int historic = (await stage.IncidentsAsync(isHistoric: true, cancellationToken)).Count(incident => !before.Contains(incident.Id));
        await output.WriteLineAsync($"outage: history sent ({sent}): {deliveries} messages, {historic} historic incidents");
        return (sent, deliveries, historic);
    }

    private async Task<(int Deliveries, int Historic)> SendSpoolAsync(AlertsStage stage, CancellationToken cancellationToken)
    {
        await stage.PostAsync(OldEvents.Spool(Now()), cancellationToken);
        int historic = await AwaitHistoricAsync(stage, OldEvents.SpoolEndpoint, cancellationToken);
        int deliveries = await CountAsync(options.Quiet, cancellationToken);
        await output.WriteLineAsync($"outage: a spool of hours sent: {deliveries} messages, {historic} historic incidents");
        return (deliveries, historic);
    }

    private static async Task<int> AwaitHistoricAsync(AlertsStage stage, string endpoint, CancellationToken cancellationToken)
    {
        int historic = 0;
        await AlertsStage.UntilAsync(
            $"a historic incident of {endpoint}",
            s_patience,
            async () =>
            {
                historic = (await stage.IncidentsAsync(isHistoric: true, cancellationToken)).Count(incident => incident.Endpoints.Contains(endpoint));
                return historic > 0;
            },
            cancellationToken);
        return historic;
    }
}
