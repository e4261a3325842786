using System.Text.Json;
using Pipeline.Alerting.Messages;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>Turns transitions that are told to a webhook into entries of its outbox.</summary>
public static class OutboxIntake
{
    /// <summary>The entries, each small enough for the log; none if everything is known, something before it is missing, or it is off.</summary>
    /// <param name="outbox">As it is.</param>
    /// <param name="subscription">Whose filter decides.</param>
    /// <param name="batch">The transitions.</param>
    /// <param name="nowUnixMs">When.</param>
    public static IReadOnlyList<OutboxEntry> Plan(Outbox outbox, WebhookSubscription subscription, NotificationBatch batch, long nowUnixMs)
    {
        // One that is off takes nothing, and does not pass it over either: it may be that it is on again and has not heard of it.
        if (!outbox.Standing.IsOn)
            return [];
        long mark = outbox.Standing.Mark;
        bool isGap = batch.Oldest > mark + 1;
        if (isGap && batch.OpenIncidents is null)
            return [];

        List<Item> items = [];
        if (isGap)
            AddOpen(items, batch, mark, nowUnixMs);
        long expected = isGap ? batch.Oldest : mark + 1;
        foreach (Notification notification in batch.Notifications)
        {
            if (notification.Number < expected)
                continue;
            if (notification.Number > expected)
                break;
            items.Add(new Item(notification, notification.Number, IsFromGap: false));
            expected++;
        }

        if (items.Count == 0)
            return [];
        return subscription.Payload == WebhookPayload.Alertmanager
            ? PlanIncidents(items, isGap, mark, nowUnixMs)
            : PlanMessages(items, subscription, mark, nowUnixMs);
    }

    /// <summary>The entries that take what goes on, as the alerts say, into an outbox that does not know of it; none if it does.</summary>
    public static IReadOnlyList<OutboxEntry> PlanPresent(Outbox outbox, IReadOnlyList<IncidentReport> present, long nowUnixMs)
    {
        if (!outbox.IsOn)
            return [];
        long mark = outbox.Standing.Mark;
        List<Item> items =
        [
            .. outbox.FindUnknown(present)
                .Select(incident => new Item(new Notification(mark, NotificationType.Updated, nowUnixMs, incident), mark, IsFromGap: false)),
        ];
        return items.Count == 0 ? [] : PlanIncidents(items, isGap: false, mark, nowUnixMs);
    }

    /// <summary>The latest state of every incident that is open and not told of by what follows.</summary>
    private static void AddOpen(List<Item> items, NotificationBatch batch, long mark, long nowUnixMs)
    {
        HashSet<string> following = [.. batch.Notifications.Select(notification => notification.Incident.Id)];
        foreach (IncidentReport incident in batch.OpenIncidents!.Where(incident => !following.Contains(incident.Id)))
            items.Add(new Item(new Notification(batch.Oldest - 1, NotificationType.Updated, nowUnixMs, incident), mark, IsFromGap: true));
        // The mark moves with the last of them only: what is torn in between is told again, and recognised.
        if (items.Count > 0)
            items[^1] = items[^1] with { Mark = batch.Oldest - 1 };
        else
            items.Add(new Item(null, batch.Oldest - 1, IsFromGap: true));
    }

    private static List<OutboxEntry> PlanMessages(List<Item> items, WebhookSubscription subscription, long mark, long nowUnixMs)
    {
        List<OutboxEntry> entries = [];
        List<TakenMessage> messages = [];
        int bytes = 0;
        foreach (Item item in items)
        {
            if (item.Notification is { } notification && Fits(subscription, notification, item.IsFromGap))
            {
                string id = MessageSigning.MessageId(subscription.Id, notification.TransitionId);
                TakenMessage message = new(id, Trim(notification), item.IsFromGap);
                int length = JsonSerializer.SerializeToUtf8Bytes(message, OutboxJsonContext.Default.TakenMessage).Length;
                if (messages.Count > 0 && bytes + length > OutboxLimits.EntryBytesMax)
                {
                    entries.Add(new OutboxEntry.Taken(nowUnixMs, mark, messages));
                    messages = [];
                    bytes = 0;
                }

                messages.Add(message);
                bytes += length;
            }

            mark = item.Mark;
        }

        entries.Add(new OutboxEntry.Taken(nowUnixMs, mark, messages));
        return entries;
    }

    private static List<OutboxEntry> PlanIncidents(List<Item> items, bool isGap, long mark, long nowUnixMs)
    {
        List<OutboxEntry> entries = [];
        List<IncidentReport> incidents = [];
        int bytes = 0;
        bool replacesAll = isGap;
        foreach (Item item in items)
        {
            if (item.Notification is { } notification)
            {
                int length = JsonSerializer.SerializeToUtf8Bytes(notification.Incident, AlertingJsonContext.Default.IncidentReport).Length;
                if (incidents.Count > 0 && bytes + length > OutboxLimits.EntryBytesMax)
                {
                    entries.Add(new OutboxEntry.IncidentsTaken(nowUnixMs, mark, incidents, replacesAll));
                    replacesAll = false;
                    incidents = [];
                    bytes = 0;
                }

                incidents.Add(notification.Incident);
                bytes += length;
            }

            mark = item.Mark;
        }

        entries.Add(new OutboxEntry.IncidentsTaken(nowUnixMs, mark, incidents, replacesAll));
        return entries;
    }

    /// <summary>Whatever transition the latest state after a gap stands for, its receiver may have missed the one it waits for.</summary>
    private static bool Fits(WebhookSubscription subscription, Notification notification, bool isFromGap) =>
        isFromGap ? WebhookFit.Fits(subscription, notification.Incident) : WebhookFit.Fits(subscription, notification);

    private static Notification Trim(Notification notification)
    {
        IncidentReport incident = notification.Incident;
        return notification with
        {
            Incident = incident with
            {
                // What explains the incident stands with the incident; no message tells it of each alert again.
                Alerts = [.. incident.Alerts.Take(OutboxLimits.AlertsPerMessageMax).Select(alert => alert with { Finding = alert.Finding with { Causes = [] } })],
                Notes = [.. incident.Notes.TakeLast(OutboxLimits.AlertsPerMessageMax)],
            },
        };
    }

    private sealed record Item(Notification? Notification, long Mark, bool IsFromGap);
}
