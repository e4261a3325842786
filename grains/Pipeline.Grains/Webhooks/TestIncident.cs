using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Webhooks;

/// <summary>What a target is sent as a test that takes nothing but what goes on.</summary>
internal static class TestIncident
{
    /// <summary>An incident that is none; nobody tells of it again, so it ends by itself.</summary>
    public static IncidentReport Of(WebhookSubscription subscription, long atUnixMs) => new(
        "0000000000000000",
        1,
        IncidentState.Open,
        AlertSeverity.Ticket,
        $"Test of webhook '{subscription.Name}': nothing is wrong.",
        atUnixMs,
        atUnixMs,
        null,
        [],
        [],
        [],
        [],
        [],
        null,
        [],
        false,
        0,
        [],
        $"/api/v1/webhooks/{subscription.Id}");
}
