using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Messages;

/// <summary>Bodies of messages: JSON <c>{type, timestamp, data}</c>, under 20 kB.</summary>
public static class MessageBodies
{
    /// <summary>A transition of an incident.</summary>
    public static byte[] OfNotification(Notification notification, bool isDelayed, string baseUrl) =>
        Write("incident." + Word(notification.Type), notification.At, new JsonObject
        {
            ["transition"] = notification.TransitionId,
            ["delayed"] = isDelayed,
            ["sentence"] = notification.Incident.Sentence,
            ["query"] = baseUrl + notification.Incident.Query,
        });

    /// <summary>Everything that waits, in one.</summary>
    public static byte[] OfDigest(IReadOnlyList<Notification> latestPerIncident, bool isDelayed, long atUnixMs, string baseUrl) =>
        Write("digest", atUnixMs, new JsonObject
        {
            ["incidents"] = latestPerIncident.Count,
            ["delayed"] = isDelayed,
            ["query"] = baseUrl + "/api/v1/incidents",
        });

    /// <summary>A test.</summary>
    public static byte[] OfTest(string webhookName, long atUnixMs) => Write("test", atUnixMs, new JsonObject { ["webhook"] = webhookName });

    /// <summary>A sign of life.</summary>
    public static byte[] OfHeartbeat(long atUnixMs) => Write("heartbeat", atUnixMs, []);

    /// <summary>Alerts as Alertmanager's API v2 takes them.</summary>
    public static byte[] OfAlertmanager(IReadOnlyList<IncidentReport> incidents, long atUnixMs, string baseUrl)
    {
        JsonArray alerts = [];
        foreach (IncidentReport incident in incidents)
        {
            alerts.Add(new JsonObject
            {
                ["labels"] = new JsonObject { ["alertname"] = "PipelineIncident", ["incident"] = incident.Id },
                ["startsAt"] = Time(incident.Since),
                ["endsAt"] = Time(incident.Ended ?? (atUnixMs + 180_000)),
                ["generatorURL"] = baseUrl + incident.Query,
            });
        }

        return JsonSerializer.SerializeToUtf8Bytes(alerts);
    }

    private static byte[] Write(string type, long atUnixMs, JsonObject data) =>
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["type"] = type, ["timestamp"] = Time(atUnixMs), ["data"] = data });

    private static string Time(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Word(NotificationType type) => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString());
}
