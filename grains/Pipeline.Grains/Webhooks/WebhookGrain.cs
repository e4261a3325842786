using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pipeline.Alerting.Webhooks;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Cluster;
using Pipeline.Grains.Journals;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Webhooks;

/// <summary>Owes one target its messages, and sends them until it has them.</summary>
/// <remarks>
/// <para>A shell around <see cref="Outbox"/>: what is taken is an entry of the stream <c>webhook/ID</c>, applied when it is durable and only
/// then acknowledged; and so is what became of each attempt. After a crash in between, a message is sent again under the same id.</para>
/// <para>Everything interleaves. One loop sends, a request at a time, and no call waits for it. Kept in memory, since it must go on by
/// itself; the directory brings it back should it leave all the same.</para>
/// </remarks>
[KeepAlive]
public sealed partial class WebhookGrain(
    IEventLog log,
    ISnapshotStore snapshots,
    FailedStreams failed,
    IWebhookTransport transport,
    IWebhookAlerts alerts,
    IPublicUrl publicUrl,
    IOptions<WebhookGrainOptions> options,
    WebhookInstruments instruments,
    TimeProvider clock,
    ILogger<WebhookGrain> logger) : Grain, IWebhookGrain, IDisposable
{
    private readonly ILogger _logger = logger;
    private readonly WebhookGrainOptions _options = options.Value;
    private readonly CancellationTokenSource _stopping = new();

    private Journal<Outbox, OutboxEntry> _journal = null!;
    private WebhookSubscription? _subscription;
    private OutboxCounts _counts;
    private StreamName _stream;
    private DateTimeOffset _lastSnapshotTime;

    private Outbox Outbox => _journal.State;

    private string Id => this.GetPrimaryKeyString();

    private long NowUnixMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private IWebhookDirectoryGrain Directory => GrainFactory.GetGrain<IWebhookDirectoryGrain>(IWebhookDirectoryGrain.Key);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _stream = WebhookStream.NameOf(Id);
        _journal = new Journal<Outbox, OutboxEntry>(_stream, log, snapshots, _logger, OnFailed);
        await _journal.OpenAsync(cancellationToken);
        _lastSnapshotTime = clock.GetUtcNow();
        _counts = OutboxCounts.Of(Outbox);
        instruments.Hold(default, _counts);
        if (await Directory.GetSubscriptionAsync(Id) is { } subscription)
            await AdoptAsync(subscription.Read());
        else
            await ForgetAsync();

        // Interleaves, because it awaits the log while calls go on; it never overlaps itself.
        this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions
        {
            DueTime = _options.PollPeriod,
            Period = _options.PollPeriod,
            Interleave = true,
        });
        Pump();
    }

    /// <summary>What it owes must not wait until somebody asks: the next activation is woken.</summary>
    private void OnFailed()
    {
        failed.Add(_stream);
        DeactivateOnIdle();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // A request on its way is given up: it is sent again under its id, since what became of it is not known.
        await _stopping.CancelAsync();
        await Task.WhenAny(_sending, Task.Delay(Timeout.Infinite, cancellationToken));
        instruments.Hold(_counts, default);
        await WriteSnapshotAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    public Task WakeAsync() => Task.CompletedTask;

    public async Task<long> EnqueueAsync(Json<NotificationBatch> batch)
    {
        NotificationBatch told = batch.Read();
        // Whoever tells one that was removed a moment ago need not tell it again.
        if (_subscription is null)
            return told.Notifications is [.., { } last] ? last.Number : told.Oldest - 1;
        try
        {
            await CommitAsync(() => _subscription is { } subscription ? OutboxIntake.Plan(Outbox, subscription, told, NowUnixMs) : []);
        }
        catch (LogOverloadedException)
        {
            // What was not taken is told again, since the answer does not cover it.
        }

        Pump();
        return Outbox.Standing.Mark;
    }

    public async Task ConfigureAsync(Json<WebhookSubscription> subscription)
    {
        await AdoptAsync(subscription.Read());
        Pump();
    }

    public async Task RemoveAsync()
    {
        await ForgetAsync();
        await TellAsync();
        if (_told >= Outbox.Standing.Revision)
            DeactivateOnIdle();
    }

    /// <summary>Takes what the subscription has become; the outbox notes what of it concerns what it owes.</summary>
    private async Task AdoptAsync(WebhookSubscription subscription)
    {
        if (_subscription?.Version > subscription.Version || Outbox.Standing.IsRemoved)
            return;
        if (_subscription?.Version < subscription.Version)
            HurryPush();
        _subscription = subscription;
        await CommitAsync(() =>
        {
            OutboxStanding standing = Outbox.Standing;
            bool isGone = standing.GoneVersion >= subscription.Version;
            bool isKnown = standing.Mark >= subscription.FirstNumber - 1
                && standing.IsOn == subscription.IsEnabled
                && standing.Version == subscription.Version
                && (standing.GoneVersion is null || isGone);
            return isKnown ? [] : [new OutboxEntry.Configured(NowUnixMs, subscription.FirstNumber - 1, subscription.IsEnabled) { Version = subscription.Version }];
        });
    }

    private async Task ForgetAsync()
    {
        _subscription = null;
        await CommitAsync(() =>
        {
            if (_journal.IsEmpty || Outbox.Standing.IsRemoved)
                return [];
            long now = NowUnixMs;
            return Outbox.Withdraw(now) is { } end ? [new OutboxEntry.TroubleTold(now, end), new OutboxEntry.Removed(now)] : [new OutboxEntry.Removed(now)];
        });
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        if (_journal.IsFailed)
            return;
        Pump();
        try
        {
            await TellAsync();
            await DisableIfGoneAsync();
        }
        catch (Exception exception)
        {
            // It is tried again with the next tick.
            LogNotTold(exception, Id);
        }

        if (_subscription is null && _told >= Outbox.Standing.Revision)
            DeactivateOnIdle();
        else if (_journal.IsChanged && clock.GetUtcNow() - _lastSnapshotTime >= _options.SnapshotInterval)
            await WriteSnapshotAsync(cancellationToken);
    }

    /// <summary>Makes entries durable, one after the other, and applies them.</summary>
    /// <param name="plan">What they are, in the light of everything before them; nothing comes in between.</param>
    /// <exception cref="InvalidOperationException">They were not all committed, and this activation is over.</exception>
    /// <exception cref="LogOverloadedException">The log takes no more at present; the rest was not written.</exception>
    private async Task CommitAsync(Func<IReadOnlyList<OutboxEntry>> plan)
    {
        JournalStatus status = await _journal.CommitAllAsync(_ => plan(), OnApplied);
        if (status == JournalStatus.Overloaded)
            throw new LogOverloadedException(Id);
        if (status == JournalStatus.Failed)
            throw new InvalidOperationException($"Webhook {Id} is being brought back from the log.");
    }

    private void OnApplied(Outbox outbox)
    {
        OutboxCounts counts = OutboxCounts.Of(outbox);
        instruments.Count(_counts, counts);
        instruments.Hold(_counts, counts);
        _counts = counts;
    }

    private Task WriteSnapshotAsync(CancellationToken cancellationToken)
    {
        _lastSnapshotTime = clock.GetUtcNow();
        if (_journal.IsFailed)
            return Task.CompletedTask;
        bool hasWork = Outbox.Pending.Count > 0
            || _told < Outbox.Standing.Revision
            || _subscription is { IsEnabled: true, Payload: WebhookPayload.Alertmanager or WebhookPayload.Heartbeat };
        return _journal.WriteSnapshotAsync(hasWork, cancellationToken);
    }

    [LoggerMessage(3, LogLevel.Warning, "How the target of webhook {Webhook} fares could not be told; it is tried again.")]
    private partial void LogNotTold(Exception exception, string webhook);

    [LoggerMessage(4, LogLevel.Warning, "Webhook {Webhook} could not go on sending; it is tried again.")]
    private partial void LogSendingFailed(Exception exception, string webhook);

    [LoggerMessage(6, LogLevel.Warning, "Webhook {Webhook}: the alerts do not say what goes on; what was told last is told again.")]
    private partial void LogPresentUnknown(Exception exception, string webhook);

    [LoggerMessage(5, LogLevel.Warning, "Webhook {Webhook}: message {Message} was given up at attempt {Attempts}: {Error}")]
    private partial void LogGivenUp(string webhook, string message, int attempts, string? error);
}
