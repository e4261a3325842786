using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>What was given up is sent once more, unless the target knows better by then.</summary>
/// <remarks>
/// A target that got the end of an incident must not be told of its beginning afterwards. So it is remembered, of incidents with something
/// dead, what was delivered of them last; that is bounded by what is dead.
/// </remarks>
public sealed partial class Outbox
{
    /// <summary>Which of these a replay leaves out, since something later of the same incidents was delivered, waits, or is replayed too.</summary>
    public IReadOnlyList<string> FindOutdated(IReadOnlyList<string> ids) => [.. Sift(ids).Where(IsOutdated).Select(sifted => sifted.Message.Id)];

    private void Replay(OutboxEntry.Replayed replayed)
    {
        foreach ((OutboxMessage message, List<Notification> kept) in Sift(replayed.Messages))
        {
            _dead.Remove(message.Sequence);
            if (IsOutdated((message, kept)))
            {
                End(message, DeliveryState.Superseded);
                continue;
            }

            SetPending(message with
            {
                State = DeliveryState.Pending,
                Attempts = 0,
                Rejections = 0,
                NextAttempt = null,
                Notifications = kept,
                IsDelayed = kept.Count > 0,
            });
        }

        ForgetOvertaken();
    }

    /// <summary>Those that are dead, each with what of it is the latest of its incident.</summary>
    private List<(OutboxMessage Message, List<Notification> Kept)> Sift(IReadOnlyList<string> ids)
    {
        List<OutboxMessage> dead = [.. ids.Select(Find).OfType<OutboxMessage>().Where(message => message.State == DeliveryState.Dead)];
        Dictionary<string, long> latest = LatestOf(_pending.Values.Concat(dead).SelectMany(message => message.Notifications));
        return
        [
            .. dead.Select(message => (message, message.Notifications.Where(IsLatest).ToList())),
        ];

        bool IsLatest(Notification part) =>
            part.Number == latest[part.Incident.Id] && (!_overtaken.TryGetValue(part.Incident.Id, out long delivered) || delivered < part.Number);
    }

    private static bool IsOutdated((OutboxMessage Message, List<Notification> Kept) sifted) =>
        sifted.Message.Notifications.Count > 0 && sifted.Kept.Count == 0;

    private static Dictionary<string, long> LatestOf(IEnumerable<Notification> notifications)
    {
        Dictionary<string, long> latest = new(StringComparer.Ordinal);
        foreach (Notification notification in notifications)
            latest[notification.Incident.Id] = Math.Max(notification.Number, latest.GetValueOrDefault(notification.Incident.Id));
        return latest;
    }

    /// <summary>What is earlier than something that was delivered is not sent after it.</summary>
    /// <remarks>That is what was replayed while the later was on its way, and what is dead and replayed afterwards.</remarks>
    private void Overtake(IReadOnlyList<Notification> delivered)
    {
        Dictionary<string, long> latest = LatestOf(delivered);
        foreach (OutboxMessage message in _pending.Values.Where(message => message.Notifications.Any(IsEarlier)).ToList())
        {
            List<Notification> kept = [.. message.Notifications.Where(part => !IsEarlier(part))];
            if (kept.Count == 0)
                End(message, DeliveryState.Superseded);
            else
                SetPending(message with { Notifications = kept });
        }

        foreach (Notification part in _dead.Values.SelectMany(message => message.Notifications).Where(IsEarlier))
            _overtaken[part.Incident.Id] = Math.Max(latest[part.Incident.Id], _overtaken.GetValueOrDefault(part.Incident.Id));

        bool IsEarlier(Notification part) => latest.TryGetValue(part.Incident.Id, out long number) && part.Number < number;
    }

    private void ForgetOvertaken()
    {
        if (_overtaken.Count == 0)
            return;
        HashSet<string> dead = [.. _dead.Values.SelectMany(message => message.Notifications).Select(part => part.Incident.Id)];
        foreach (string incident in _overtaken.Keys.Where(incident => !dead.Contains(incident)).ToList())
            _overtaken.Remove(incident);
    }
}
