using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pipeline.Alerting.Webhooks;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Cluster;
using Pipeline.Grains.Journals;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Webhooks;

/// <summary>Knows all webhooks, and sees to it that each is in memory and knows what it is.</summary>
/// <remarks>
/// A shell around <see cref="WebhookBook"/>: a change is an entry of the stream <c>webhooks</c>, applied when it is durable and only then
/// answered. Everything interleaves.
/// </remarks>
[KeepAlive]
public sealed partial class WebhookDirectoryGrain(
    IEventLog log,
    ISnapshotStore snapshots,
    FailedStreams failed,
    IWebhookTransport transport,
    IWebhookAlerts alerts,
    IOptions<WebhookGrainOptions> options,
    TimeProvider clock,
    ILogger<WebhookDirectoryGrain> logger) : Grain, IWebhookDirectoryGrain
{
    /// <summary>The stream.</summary>
    public static readonly StreamName Stream = new("webhooks");

    /// <summary>Webhooks that are told or asked at once.</summary>
    private const int AtOnce = 16;

    private readonly ILogger _logger = logger;
    private Journal<WebhookBook, WebhookEntry> _journal = null!;

    private WebhookBook Book => _journal.State;

    private long NowUnixMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _journal = new Journal<WebhookBook, WebhookEntry>(Stream, log, snapshots, _logger, OnFailed);
        await _journal.OpenAsync(cancellationToken);

        // Interleaves, because it awaits webhooks, which ask for their subscription; it never overlaps itself.
        this.RegisterGrainTimer(WakeAllAsync, new GrainTimerCreationOptions
        {
            DueTime = TimeSpan.Zero,
            Period = options.Value.WakePeriod,
            Interleave = true,
        });
        this.RegisterGrainTimer(WriteSnapshotAsync, new GrainTimerCreationOptions
        {
            DueTime = options.Value.SnapshotInterval,
            Period = options.Value.SnapshotInterval,
            Interleave = true,
        });
    }

    /// <summary>What it owes must not wait until somebody asks: the next activation is woken.</summary>
    private void OnFailed()
    {
        failed.Add(Stream);
        DeactivateOnIdle();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => WriteSnapshotAsync(cancellationToken);

    public async Task<Json<WebhookPage>> ListAsync()
    {
        List<WebhookReport> reports = [];
        foreach (WebhookSubscription[] some in Book.Subscriptions.ToArray().Chunk(AtOnce))
            reports.AddRange(await Task.WhenAll(some.Select(DescribeAsync)));
        return Packed.Of(new WebhookPage(reports, NowUnixMs));
    }

    public async Task<Json<WebhookReport>?> GetAsync(string id) => Book.Find(id) is { } webhook ? Packed.Of(await DescribeAsync(webhook)) : null;

    public Task<Json<WebhookSubscription>?> GetSubscriptionAsync(string id) =>
        Task.FromResult<Json<WebhookSubscription>?>(Book.Find(id) is { } webhook ? Packed.Of(webhook) : null);

    public Task<Json<WebhookTargets>?> ListTargetsAsync(long? knownVersion)
    {
        if (knownVersion == Book.Version)
            return Task.FromResult<Json<WebhookTargets>?>(null);
        // One that is switched off is told of nothing; when it is switched on, it begins with what comes then.
        IEnumerable<string> ids = Book.Subscriptions
            .Where(webhook => webhook is { IsEnabled: true, Payload: not WebhookPayload.Heartbeat })
            .Select(webhook => webhook.Id);
        return Task.FromResult<Json<WebhookTargets>?>(Packed.Of(new WebhookTargets(Book.Version, [.. ids])));
    }

    public Task<Json<AuditPage>> ListChangesAsync() => Task.FromResult(Packed.Of(new AuditPage([.. Book.Changes], NowUnixMs)));

    /// <summary>Where there are webhooks it is to be brought back at a start: it wakes them.</summary>
    private Task WriteSnapshotAsync(CancellationToken cancellationToken) =>
        _journal.IsFailed ? Task.CompletedTask : _journal.WriteSnapshotAsync(hasWork: Book.Count > 0, cancellationToken);

    /// <summary>How it fares; null members if it does not answer.</summary>
    private async Task<WebhookReport> DescribeAsync(WebhookSubscription webhook)
    {
        WebhookReport report = WebhookBook.Report(webhook, NowUnixMs);
        try
        {
            return (await WebhookOf(webhook.Id).DescribeAsync(Packed.Of(report))).Read();
        }
        catch (Exception exception)
        {
            LogNotDescribed(exception, webhook.Id);
            return report;
        }
    }

    /// <summary>Each must be in memory to send what it owes, and know what it is, whatever was lost on the way.</summary>
    private async Task WakeAllAsync(CancellationToken cancellationToken)
    {
        foreach (WebhookSubscription[] some in Book.Subscriptions.ToArray().Chunk(AtOnce))
        {
            if (cancellationToken.IsCancellationRequested)
                return;
            await Task.WhenAll(some.Select(PushAsync));
        }
    }

    /// <summary>Tells a webhook what it has become; if that fails, it is told again with the next turn of the timer.</summary>
    private async Task PushAsync(WebhookSubscription webhook)
    {
        try
        {
            // It may have changed, or be gone, since it was listed.
            if (Book.Find(webhook.Id) is { } current)
                await WebhookOf(webhook.Id).ConfigureAsync(Packed.Of(current));
        }
        catch (Exception exception)
        {
            LogNotPushed(exception, webhook.Id);
        }
    }

    private async Task PushRemovalAsync(string id)
    {
        try
        {
            await WebhookOf(id).RemoveAsync();
        }
        catch (Exception exception)
        {
            // When it comes back into memory, it asks and finds that it is gone.
            LogNotPushed(exception, id);
        }
    }

    private IWebhookGrain WebhookOf(string id) => GrainFactory.GetGrain<IWebhookGrain>(id);

    [LoggerMessage(2, LogLevel.Warning, "Webhook {Webhook} was not told what it has become; it is tried again.")]
    private partial void LogNotPushed(Exception exception, string webhook);

    [LoggerMessage(3, LogLevel.Warning, "Webhook {Webhook} did not say how it fares.")]
    private partial void LogNotDescribed(Exception exception, string webhook);

    [LoggerMessage(4, LogLevel.Warning, "The number of the next transition is not known; webhook '{Name}' was not made or switched on.")]
    private partial void LogNumberUnknown(Exception exception, string? name);
}
