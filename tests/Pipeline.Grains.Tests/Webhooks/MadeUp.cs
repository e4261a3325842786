using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Tests.Webhooks;

/// <summary>Transitions that no alert gave cause for.</summary>
internal static class MadeUp
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Notification Notification(
        long number, string incident, NotificationType type = NotificationType.Opened, DateTimeOffset? at = null)
    {
        long time = (at ?? s_start).ToUnixTimeMilliseconds();
        bool isOver = type == NotificationType.Resolved;
        IncidentReport report = new(
            incident,
            number,
            isOver ? IncidentState.Resolved : IncidentState.Open,
            AlertSeverity.Page,
            $"{incident} is slow.",
            s_start.ToUnixTimeMilliseconds(),
            s_start.ToUnixTimeMilliseconds(),
            isOver ? time : null,
            ["/" + incident],
            ["*"],
            [],
            [],
            [],
            null,
            [],
            false,
            1,
            [],
            "/api/v1/series?endpoint=%2F" + incident);
        return new Notification(number, type, time, report);
    }
}
