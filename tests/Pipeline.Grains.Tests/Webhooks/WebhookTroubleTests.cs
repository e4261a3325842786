using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Tests.Webhooks;

/// <summary>Alerts and webhooks together: what was found arrives, and a target that takes nothing is told through the others.</summary>
public sealed class WebhookTroubleTests : IAsyncLifetime
{
    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;

    private FakeTransport Transport => _settings.Transport;

    private IAlertGrain Alerts => _cluster.Grains.GetGrain<IAlertGrain>(IAlertGrain.Key);

    private IWebhookDirectoryGrain Directory => _cluster.Grains.GetGrain<IWebhookDirectoryGrain>(IWebhookDirectoryGrain.Key);

    public async Task InitializeAsync() => _cluster = await GrainCluster.StartAsync(_settings);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Target_ThatTakesNothing_IsToldThroughTheOtherUntilItIsBack()
    {
        Transport.Answer = static sent => Task.FromResult(FakeTransport.Status(sent.Path == "/dead" ? 404 : 200));
        string dead = await CreateAsync("dead");
        await CreateAsync("live");

        await Alerts.ReportAsync(Packed.Of(new FindingsUpdate("endpoint//checkout", 1, [Find("one", "/checkout")])));
        await UntilAsync(() => Transport.SentTo("/live").Any(sent => TextOf(sent).Contains($"({dead})", StringComparison.Ordinal)));

        IReadOnlyList<SentMessage> live = Transport.SentTo("/live");
        Assert.Contains(live, sent => sent.Type == "incident.opened" && TextOf(sent).Contains("/checkout", StringComparison.Ordinal));
        Assert.DoesNotContain(Transport.SentTo("/dead"), sent => TextOf(sent).Contains($"({dead})", StringComparison.Ordinal));

        // The next that it takes ends it.
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(200));
        await _cluster.Grains.GetGrain<IWebhookGrain>(dead).TestAsync();
        await UntilAsync(() => Transport.SentTo("/live").Any(sent => sent.Type == "incident.resolved" && TextOf(sent).Contains($"({dead})", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Restart_OfEverythingWithoutSnapshots_SendsNothing()
    {
        string id = await CreateAsync("live");
        await Alerts.ReportAsync(Packed.Of(new FindingsUpdate("endpoint//checkout", 1, [Find("one", "/checkout")])));
        await UntilAsync(() => Transport.Sent.Count == 1);
        IWebhookGrain webhook = _cluster.Grains.GetGrain<IWebhookGrain>(id);
        await AwaitDeliveredAsync(webhook, 1);

        foreach (IGrainWithStringKey grain in (IGrainWithStringKey[])[Alerts, webhook, Directory])
            await _cluster.DeactivateAsync(grain);
        _settings.Log.LoseLatestSnapshot(WebhookStream.NameOf(id));
        _settings.Log.LoseLatestSnapshot(Grains.Alerting.AlertGrain.Stream);

        await Alerts.WakeAsync();
        await Alerts.ReportAsync(Packed.Of(new FindingsUpdate("endpoint//search", 1, [Find("two", "/search")])));
        await UntilAsync(() => Transport.Sent.Count >= 2);
        Assert.Equal(["/checkout", "/search"], Transport.Sent.Select(sent => TextOf(sent).Contains("/checkout", StringComparison.Ordinal) ? "/checkout" : "/search"));
    }

    [Fact]
    public async Task Alertmanager_MadeLateThenSilenced_BeginsWithWhatIsOpenAndIsToldNoMoreOfIt()
    {
        await CreateAsync("live");
        await Alerts.ReportAsync(Packed.Of(new FindingsUpdate("endpoint//checkout", 1, [Find("one", "/checkout")])));
        await UntilAsync(() => Transport.SentTo("/live").Count == 1);

        await CreateAsync("am", WebhookPayload.Alertmanager);
        await UntilAsync(() => Transport.SentTo("/am").Count >= 2);
        Assert.Contains("/checkout", TextOf(Transport.SentTo("/am")[0]), StringComparison.Ordinal);

        SilenceRequest silence = new(new SilenceMatchers(Endpoint: "/checkout"), null, Now + 3_600_000, "It is known.");
        ChangeAnswer<SilenceReport> answer = await Alerts.CreateSilenceAsync(Packed.Of(silence), "ann");
        Assert.True(answer.Status == ChangeStatus.Applied, answer.Detail);
        long told = Now + 120_000;
        await UntilAsync(() => Now >= told);
        int before = Transport.SentTo("/am").Count;
        await UntilAsync(() => Now >= told + 180_000);
        Assert.Equal(before, Transport.SentTo("/am").Count);
    }

    private long Now => _settings.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private Finding Find(string id, string endpoint)
    {
        long now = Now;
        FindingCause cause = new("json" + endpoint, "operation_calls", "json" + endpoint, "function", "*", 300, null, 100, "calls/event", 0.5, 0, 900, false, []);
        return new Finding(
            id,
            FindingSource.Budget,
            "calls",
            endpoint,
            AlertSeverity.Page,
            ["*"],
            true,
            now - 20_000,
            now,
            now,
            null,
            null,
            false,
            [cause],
            $"{endpoint} calls json 300 times per event; its budget is 100.",
            null,
            null);
    }

    private async Task<string> CreateAsync(string name, WebhookPayload? payload = null)
    {
        WebhookRequest request = new(name, $"https://example.org/{name}", payload, null, null, null);
        ChangeAnswer<WebhookSecretReport> answer = await Directory.CreateAsync(Packed.Of(request), "ann");
        Assert.True(answer.Status == ChangeStatus.Applied, answer.Detail);
        return answer.Value!.Value.Read().Webhook.Id;
    }

    private static async Task AwaitDeliveredAsync(IWebhookGrain webhook, int count)
    {
        int delivered = 0;
        for (int look = 0; look < 10_000 && delivered < count; look++)
            delivered = (await webhook.ListDeliveriesAsync(DeliveryState.Delivered, 100, null)).Read().Deliveries.Count;
        Assert.Equal(count, delivered);
    }

    private static string TextOf(SentMessage sent) => sent.Body.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Lets time pass until something is so; each look is a call that lets the grains go on.</summary>
    /// <remarks>
    /// In small steps: on a busy machine many of them pass between two looks of the alerts at their clock, and what they would find a quarter of an hour later is
    /// history, which nobody is told.
    /// </remarks>
    private async Task UntilAsync(Func<bool> look)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(5));
        while (!look())
        {
            deadline.Token.ThrowIfCancellationRequested();
            _settings.Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Directory.ListTargetsAsync(null);
            await Alerts.GetNextNumberAsync();
        }
    }
}
