using System.Globalization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Bench.Alerts;

/// <summary>Many subscriptions, some of whose targets are dead: what that means to the others.</summary>
internal sealed class TargetsRun(AlertsBenchOptions options, TextWriter output)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_ill = TimeSpan.FromSeconds(12);

    /// <summary>So far apart, beginnings and ends of incidents stay below what a target is sent in a minute.</summary>
    private static readonly TimeSpan s_apart = TimeSpan.FromSeconds(18);

    public async Task<TargetsResult> RunAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        List<BenchTarget> targets = [];
        try
        {
            return await RunAsync(targets, dataDirectory, cancellationToken);
        }
        finally
        {
            foreach (BenchTarget target in targets)
                await target.DisposeAsync();
        }
    }

    private async Task<TargetsResult> RunAsync(List<BenchTarget> targets, string dataDirectory, CancellationToken cancellationToken)
    {
        // The traffic has gaps when it begins and ends; that is not what is measured.
        await using AlertsStage stage = await AlertsStage.StartAsync(
            options.SiloPath, dataDirectory, cancellationToken, ("Pipeline:Detection:WatchesRate", "false"));
        await stage.PageForCallsAsync(cancellationToken);
        await SubscribeAsync(stage, targets, options.LiveTargets, static _ => TargetMode.Takes, cancellationToken);
        BenchTarget[] live = [.. targets];
        await output.WriteLineAsync($"targets: {live.Length} that are well");

        AlertTraffic traffic = new(stage, (2 * options.Incidents) + 1, AlertTraffic.OperationName);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = traffic.RunAsync(stop.Token);

        // The first messages compile code and open connections.
        await RunAsync(stage, traffic, live, 2 * options.Incidents, 1, cancellationToken);
        TargetsFigures alone = await RunAsync(stage, traffic, live, 0, options.Incidents, cancellationToken);
        await SubscribeAsync(
            stage, targets, options.DeadTargets, static index => index % 2 == 0 ? TargetMode.NeverAnswers : TargetMode.Refuses, cancellationToken);
        await output.WriteLineAsync($"targets: {options.DeadTargets} dead ones beside them");
        TargetsFigures withDead = await RunAsync(stage, traffic, live, options.Incidents, options.Incidents, cancellationToken);
        await stop.CancelAsync();
        await sending;

        IReadOnlyList<WebhookReport> dead = [.. (await stage.Client.ListWebhooksAsync(cancellationToken)).Webhooks.Skip(live.Length)];
        int attempts = 0;
        foreach (WebhookReport webhook in dead)
            attempts += (await stage.Client.ListWebhookDeliveriesAsync(webhook.Id, cancellationToken: cancellationToken)).Deliveries.Sum(static delivery => delivery.Attempts);
        await stage.StopAsync(cancellationToken);
        return new TargetsResult
        {
            Live = live.Length,
            Dead = dead.Count,
            Incidents = options.Incidents,
            Alone = alone,
            WithDead = withDead,
            P99Ratio = Math.Round(withDead.P99Ms / alone.P99Ms, 2),
            DeadAttempts = attempts,
            DeadHealth = dead.CountBy(static webhook => webhook.Health?.ToString().ToLowerInvariant() ?? "unknown").ToDictionary(StringComparer.Ordinal),
        };
    }

    private static async Task SubscribeAsync(
        AlertsStage stage, List<BenchTarget> targets, int count, Func<int, TargetMode> modeOf, CancellationToken cancellationToken)
    {
        for (int index = 0; index < count; index++)
        {
            targets.Add(new BenchTarget(modeOf(index)));

            // Webhooks are listed by name: as they were made.
            await stage.SubscribeAsync(targets[^1], string.Create(CultureInfo.InvariantCulture, $"target-{targets.Count:000}"), cancellationToken);
        }
    }

    private async Task<TargetsFigures> RunAsync(
        AlertsStage stage, AlertTraffic traffic, BenchTarget[] live, int first, int count, CancellationToken cancellationToken)
    {
        int before = live[0].Messages.Count;
        int toldBefore = (await TellingAsync(stage, cancellationToken)).Count;
        for (int index = first; index < first + count; index++)
        {
            traffic.FallIll(index);
            await Task.Delay(s_ill, cancellationToken);
            traffic.Recover(index);
            await Task.Delay(s_apart - s_ill, cancellationToken);
        }

        IReadOnlyList<IncidentReport> told = [];
        await AlertsStage.UntilAsync(
            "the end of all incidents",
            s_patience,
            async () =>
            {
                told = await TellingAsync(stage, cancellationToken);
                return told.Count >= toldBefore + count && told.All(static incident => incident.State == IncidentState.Resolved);
            },
            cancellationToken);

        // Each was told when it began and when it was over.
        int expected = 2 * (told.Count - toldBefore) * live.Length;
        await WaitAsync(live, before, expected, cancellationToken);
        double[] latencies =
        [
            .. live.SelectMany(target => target.Messages.Skip(before))
                .SelectMany(static message => message.States.Select(state => (double)(message.ArrivedUnixMs - state.AtUnixMs)))
                .Order(),
        ];
        int delivered = live.Sum(target => Numbers(target, before).Distinct().Count());
        TargetsFigures figures = new()
        {
            Expected = expected,
            Delivered = delivered,
            Repeated = live.Sum(target => Numbers(target, before).Count()) - delivered,
            P50Ms = Measurement.Quantile(latencies, 0.5),
            P99Ms = Measurement.Quantile(latencies, 0.99),
            MaxMs = latencies.LastOrDefault(),
        };
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"targets: {figures.Delivered} of {figures.Expected} messages, p50 {figures.P50Ms:0} ms, p99 {figures.P99Ms:0} ms, at most {figures.MaxMs:0} ms"));
        return figures;
    }

    private static async Task WaitAsync(BenchTarget[] live, int before, int expected, CancellationToken cancellationToken)
    {
        try
        {
            await AlertsStage.UntilAsync(
                "all messages",
                TimeSpan.FromMinutes(1),
                () => Task.FromResult(live.Sum(target => Numbers(target, before).Distinct().Count()) >= expected),
                cancellationToken);
        }
        catch (BenchException)
        {
            // What is lacking is in the figures.
        }
    }

    private static IEnumerable<long> Numbers(BenchTarget target, int before) =>
        target.Messages.Skip(before).Where(static message => message.IsTaken).SelectMany(static message => message.States).Select(static state => state.Number);

    private static async Task<IReadOnlyList<IncidentReport>> TellingAsync(AlertsStage stage, CancellationToken cancellationToken) =>
        [.. (await stage.IncidentsAsync(isHistoric: false, cancellationToken)).Where(static incident => incident.Opened is not null)];
}
