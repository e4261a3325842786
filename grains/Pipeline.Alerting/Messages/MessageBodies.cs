using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Messages;

/// <summary>The bodies of messages to webhooks: UTF-8 JSON, the same bytes for the same arguments. docs/webhooks-receiving.md describes
/// them.</summary>
/// <remarks>
/// All but those for Alertmanager stay under <see cref="SizeBytesMax"/> whatever the incident is: what does not fit is cut in a fixed order
/// (<see cref="MessageCut.Cuts"/>), counts stay exact, and <c>truncated</c> says so.
/// </remarks>
public static class MessageBodies
{
    /// <summary>Bodies are smaller than this.</summary>
    public const int SizeBytesMax = 20_000;

    /// <summary>The <c>type</c> of a message about a transition, for instance <c>incident.opened</c>.</summary>
    public static string TypeOf(NotificationType type) => $"incident.{Words.Of(type)}";

    /// <summary>A transition of an incident.</summary>
    /// <param name="notification">The transition.</param>
    /// <param name="isDelayed">Whether it is told long after it happened, as the latest state after an outage.</param>
    /// <param name="baseUrl">Where this installation is reached, an absolute URL without query.</param>
    public static byte[] OfNotification(Notification notification, bool isDelayed, string baseUrl) => FirstThatFits(
        TypeOf(notification.Type), notification.At, MessageCut.Cuts, cut => IncidentMessage.Create(notification, isDelayed, baseUrl, cut),
        MessageJson.Written.MessageIncidentData);

    /// <summary>The latest of each of several incidents.</summary>
    public static byte[] OfDigest(IReadOnlyList<Notification> latestPerIncident, bool isDelayed, long atUnixMs, string baseUrl) =>
        FirstThatFits("digest", atUnixMs, DigestMessage.Cuts, cut => DigestMessage.Create(latestPerIncident, isDelayed, baseUrl, cut),
        MessageJson.Written.MessageDigestData);

    /// <summary>A message that asks for nothing but to arrive.</summary>
    public static byte[] OfTest(string webhookName, long atUnixMs)
    {
        string name = new Shortening(512).Name(webhookName);
        TestData data = new(IncidentMessage.Version, name, $"A test of the webhook {name}: if you can read this, messages arrive.");
        return Write("test", atUnixMs, data, MessageJson.Written.MessageTestData);
    }

    /// <summary>A sign of life.</summary>
    public static byte[] OfHeartbeat(long atUnixMs) =>
        Write("heartbeat", atUnixMs, new HeartbeatData(IncidentMessage.Version), MessageJson.Written.MessageHeartbeatData);

    /// <summary>Alerts for <c>POST /api/v2/alerts</c> of Prometheus Alertmanager: one of each endpoint of each incident that was
    /// told.</summary>
    /// <param name="incidents">Those that go on, and those that are over and are to be resolved. Those that are pending, historic or
    /// silenced have no alert.</param>
    /// <param name="atUnixMs">Now: what goes on ends three minutes later if it is not sent again.</param>
    /// <param name="baseUrl">Where this installation is reached, an absolute URL without query.</param>
    public static byte[] OfAlertmanager(IReadOnlyList<IncidentReport> incidents, long atUnixMs, string baseUrl) =>
        JsonSerializer.SerializeToUtf8Bytes(
            AlertmanagerMessage.Create(incidents, atUnixMs, baseUrl), MessageJson.Written.IReadOnlyListAlertmanagerAlert);

    private static byte[] FirstThatFits<TCut, TData>(
        string type, long atUnixMs, IReadOnlyList<TCut> cuts, Func<TCut, TData> create, JsonTypeInfo<Message<TData>> format)
    {
        byte[] body = [];
        foreach (TCut cut in cuts)
        {
            body = Write(type, atUnixMs, create(cut), format);
            if (body.Length < SizeBytesMax)
                return body;
        }
        throw new UnreachableException($"The last cut of a message {type} takes {body.Length} bytes.");
    }

    private static byte[] Write<TData>(string type, long atUnixMs, TData data, JsonTypeInfo<Message<TData>> format) =>
        JsonSerializer.SerializeToUtf8Bytes(new Message<TData>(type, Moments.Of(atUnixMs), data), format);
}
