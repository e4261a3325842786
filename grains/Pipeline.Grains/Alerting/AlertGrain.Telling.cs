using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Alerting;

/// <summary>The pump: hands transitions to the webhooks, each at its own pace.</summary>
/// <remarks>
/// It starts when replay has reached the head. A webhook's answer says up to which number it has them for good, so what was handed over before a
/// crash is recognised when it comes again, and nothing of it is kept here. One that does not answer is tried ever more seldom; the others do
/// not wait for it.
/// </remarks>
public sealed partial class AlertGrain
{
    private const int BatchMax = 50;

    private static readonly TimeSpan s_targetsEvery = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Target> _targets = new(StringComparer.Ordinal);
    private long? _targetsVersion;
    private DateTimeOffset _nextTargets;
    private Task _targetsAsked = Task.CompletedTask;
    private long _logged;
    private bool _isTelling;

    private bool IsAnyoneBehind => Book.NextNumber > 1 && (_targetsVersion is null || _targets.Values.Any(IsBehind));

    private void StartTelling()
    {
        _logged = Book.NextNumber - 1;
        _nextTargets = DateTimeOffset.MinValue;
        _isTelling = true;
        Tell();
    }

    /// <summary>Begins whatever is due; never waits.</summary>
    private void Tell()
    {
        if (!_isTelling || _journal.IsFailed)
            return;
        foreach (Notification notification in Book.Notifications.Where(notification => notification.Number > _logged))
        {
            instruments.CountNotification(notification.Type);
            LogTransition(notification.Incident.Id, notification.Type, notification.Incident.Sentence);
            _logged = notification.Number;
        }

        // Nothing was ever to be told: then nobody need be asked who would want to know.
        if (Book.NextNumber == 1)
            return;
        DateTimeOffset now = clock.GetUtcNow();
        if (_targetsAsked.IsCompleted && now >= _nextTargets)
            _targetsAsked = AskTargetsAsync();
        foreach (Target target in _targets.Values)
        {
            if (IsBehind(target) && target.Round.IsCompleted && now >= target.NextAttempt)
                target.Round = TellAsync(target);
        }
    }

    private bool IsBehind(Target target) => target.Mark is null || target.Mark < Book.NextNumber - 1;

    private async Task AskTargetsAsync()
    {
        _nextTargets = clock.GetUtcNow() + s_targetsEvery;
        try
        {
            if (await GrainFactory.GetGrain<IWebhookDirectoryGrain>(IWebhookDirectoryGrain.Key).ListTargetsAsync(_targetsVersion) is not { } answer)
                return;
            WebhookTargets targets = answer.Read();
            _targetsVersion = targets.Version;
            foreach (string gone in _targets.Keys.Except(targets.Ids).ToList())
                _targets.Remove(gone);
            foreach (string id in targets.Ids)
                _targets.TryAdd(id, new Target(id));
        }
        catch (Exception exception)
        {
            LogTargetsUnknown(exception);
            return;
        }

        Tell();
    }

    private async Task TellAsync(Target target)
    {
        IWebhookGrain webhook = GrainFactory.GetGrain<IWebhookGrain>(target.Id);
        try
        {
            while (!_journal.IsFailed && _targets.ContainsKey(target.Id) && !(target.Mark >= Book.NextNumber - 1))
            {
                long mark = await webhook.EnqueueAsync(Packed.Of(CreateBatch(target.Mark)));
                // One that does not get on is asked again later.
                if (mark <= target.Mark)
                    throw new InvalidOperationException($"It has stayed at transition {mark}.");
                target.Mark = mark;
            }

            target.FailedRounds = 0;
        }
        catch (Exception exception)
        {
            if (target.FailedRounds++ == 0)
                LogNotTaken(exception, target.Id);
            target.NextAttempt = clock.GetUtcNow() + RetryDelay.After(target.FailedRounds);
        }
    }

    /// <summary>What comes after a mark; nothing for one whose mark is not known yet, which is a question for it.</summary>
    private NotificationBatch CreateBatch(long? mark)
    {
        long oldest = Book.Notifications.Count > 0 ? Book.Notifications[0].Number : Book.NextNumber;
        if (mark is not { } known)
            return new NotificationBatch(oldest, [], null);
        return new NotificationBatch(
            oldest,
            [.. Book.Notifications.Where(notification => notification.Number > known).Take(BatchMax)],
            known + 1 < oldest ? Book.OpenIncidents() : null);
    }

    /// <summary>What the pump knows of one webhook.</summary>
    private sealed class Target(string id)
    {
        public string Id { get; } = id;

        /// <summary>Number of the last transition that it has for good; null until it has said so.</summary>
        public long? Mark { get; set; }

        public Task Round { get; set; } = Task.CompletedTask;

        /// <summary>Rounds since the last in which it got on.</summary>
        public int FailedRounds { get; set; }

        /// <summary>Not before then is it tried again.</summary>
        public DateTimeOffset NextAttempt { get; set; }
    }
}
