using Orleans.TestingHost;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Tests.Detection;
using Pipeline.Grains.Tests.Webhooks;
using Pipeline.Grains.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Tests;

/// <summary>An alert is told once, whichever silo dies while it is raised and told.</summary>
public sealed class ClusterAlertTests : IAsyncLifetime
{
    private const string Name = "/recommend";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly GrainClusterSettings _settings = new();
    private readonly TaskCompletionSource _isSending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<WebhookAttempt> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GrainCluster _cluster = null!;

    private IEndpointGrain Endpoint => _cluster.Endpoint(Name);

    private IAlertGrain Alerts => _cluster.Grains.GetGrain<IAlertGrain>(IAlertGrain.Key);

    public async Task InitializeAsync()
    {
        _cluster = await GrainCluster.StartAsync(_settings, siloCount: 3);
        _settings.Transport.Answer = sent =>
        {
            _isSending.TrySetResult();
            return _answer.Task;
        };
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_SiloThatFoundOrRaisedIt_IsDeliveredOnceAndResolvedOnce(bool killsTheAlerts)
    {
        IWebhookDirectoryGrain directory = _cluster.Grains.GetGrain<IWebhookDirectoryGrain>(IWebhookDirectoryGrain.Key);
        WebhookRequest request = new("one", "https://target.example/one", null, null, null, null);
        ChangeAnswer<WebhookSecretReport> created = await directory.CreateAsync(Packed.Of(request), "ann");
        Assert.True(created.Status == ChangeStatus.Applied, created.Detail);
        IWebhookGrain webhook = _cluster.Grains.GetGrain<IWebhookGrain>(created.Value!.Value.Read().Webhook.Id);

        WatchedTraffic traffic = new(_settings, Name);
        await traffic.SendAsync(Endpoint, 60);
        await PassUntilAsync(traffic, isFailing: true, () => Task.FromResult(_isSending.Task.IsCompleted));

        InProcessSiloHandle killed = _cluster.SiloOf(killsTheAlerts ? Alerts : Endpoint)!;
        bool isSenderKilled = _cluster.SiloOf(webhook) == killed;
        await _cluster.KillAsync(killed);
        _answer.SetResult(FakeTransport.Status(204));
        await PassUntilAsync(traffic, isFailing: true, async () => (await DeliveredAsync(webhook)) >= 1);
        await PassUntilAsync(traffic, isFailing: false, async () => (await DeliveredAsync(webhook)) >= 2);

        SentMessage[] opened = [.. _settings.Transport.Sent.Where(static sent => sent.Type == "incident.opened")];
        Assert.Single(opened.Select(static sent => sent.Id).Distinct());
        Assert.Single(_settings.Transport.Sent.Where(static sent => sent.Type == "incident.resolved").Select(static sent => sent.Id).Distinct());
        // Only who sends cannot know what became of what it was sending when it died; the target tells the two apart by their id.
        Assert.InRange(opened.Length, 1, isSenderKilled ? 2 : 1);
    }

    private static async Task<int> DeliveredAsync(IWebhookGrain webhook) =>
        (await webhook.ListDeliveriesAsync(DeliveryState.Delivered, 100, null)).Read().Deliveries.Count;

    /// <summary>Windows pass until something is so; a call that fails because a silo has gone is repeated, as a client does.</summary>
    private async Task PassUntilAsync(WatchedTraffic traffic, bool isFailing, Func<Task<bool>> isSo)
    {
        using CancellationTokenSource deadline = new(s_patience);
        while (true)
        {
            try
            {
                if (await isSo())
                    return;
                await traffic.SendAsync(Endpoint, 1, isFailing);
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException or InvalidOperationException or Xunit.Sdk.EqualException)
            {
                // Who had it has gone, and the next has not begun.
            }

            deadline.Token.ThrowIfCancellationRequested();
        }
    }
}
