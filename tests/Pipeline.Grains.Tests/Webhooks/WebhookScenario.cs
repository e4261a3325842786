using Pipeline.EventLog.Memory;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Tests.Webhooks;

/// <summary>Webhooks through their interfaces, with targets and alerts that the test makes up.</summary>
public abstract class WebhookScenario : IAsyncLifetime
{
    /// <summary>Number of the last notification that was handed over.</summary>
    protected long LastNumber { get; set; }

    protected WebhookScenario() => Settings = new GrainClusterSettings { WebhookAlerts = Alerts };

    private protected FakeAlerts Alerts { get; } = new();

    private protected GrainClusterSettings Settings { get; }

    private protected GrainCluster Cluster { get; private set; } = null!;

    private protected FakeTransport Transport => Settings.Transport;

    protected InMemoryEventLog Log => Settings.Log;

    protected IWebhookDirectoryGrain Directory => Cluster.Grains.GetGrain<IWebhookDirectoryGrain>(IWebhookDirectoryGrain.Key);

    public async Task InitializeAsync() => Cluster = await GrainCluster.StartAsync(Settings);

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    private protected static IEnumerable<string?> IncidentsOf(SentMessage sent) =>
        sent.Body.AsArray().Select(alert => ((string?)alert!["labels"]!["endpoint"])?.TrimStart('/'));

    protected DateTimeOffset Now => Settings.Clock.GetUtcNow();

    protected static WebhookRequest Request(string name) => new(name, $"https://example.org/{name}", null, null, null, null);

    protected async Task<IWebhookGrain> CreateAsync(string name, WebhookRequest? request = null)
    {
        ChangeAnswer<WebhookSecretReport> answer = await Directory.CreateAsync(Packed.Of(request ?? Request(name)), "ann");
        Assert.True(answer.Status == ChangeStatus.Applied, answer.Detail);
        return Cluster.Grains.GetGrain<IWebhookGrain>(answer.Value!.Value.Read().Webhook.Id);
    }

    protected async Task<NotificationBatch> TellAsync(IWebhookGrain webhook, params string[] incidents)
    {
        NotificationBatch batch = new(1, [.. incidents.Select(incident => MadeUp.Notification(++LastNumber, incident))], null);
        // The activation may be replaced in the middle of it.
        await AwaitAsync(async () => await webhook.EnqueueAsync(Packed.Of(batch)) == LastNumber);
        return batch;
    }

    protected static async Task<IReadOnlyList<WebhookDelivery>> ListAsync(IWebhookGrain webhook, DeliveryState? state) =>
        (await webhook.ListDeliveriesAsync(state, 1_000, null)).Read().Deliveries;

    protected async Task<WebhookReport> ReportAsync(IWebhookGrain webhook) => (await Directory.GetAsync(webhook.GetPrimaryKeyString()))!.Value.Read();

    /// <summary>Lets time pass until something is so.</summary>
    protected Task UntilAsync(Func<Task<bool>> look) => AwaitAsync(look, TimeSpan.FromMilliseconds(500));

    /// <summary>Waits until something is so; each look is a call that lets the grains go on.</summary>
    protected async Task AwaitAsync(Func<Task<bool>> look, TimeSpan step = default)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(5));
        while (!await TryAsync(look))
        {
            deadline.Token.ThrowIfCancellationRequested();
            Settings.Clock.Advance(step);
            await Directory.ListTargetsAsync(null);
        }
    }

    private static async Task<bool> TryAsync(Func<Task<bool>> look)
    {
        try
        {
            return await look();
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            return false;
        }
    }
}
