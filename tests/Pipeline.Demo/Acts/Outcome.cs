using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Client.Queries;
using Pipeline.Demo.Receiving;
using Pipeline.Protocol.Alerting;
using Pipeline.Protocol.Queries;

namespace Pipeline.Demo.Acts;

/// <summary>What both acts must come to: one incident, told once, with its cause first.</summary>
internal static class Outcome
{
    public const string Opened = "incident.opened";
    public const string Resolved = "incident.resolved";

    public static async Task CheckAsync(Stage stage, ActResult result, CancellationToken cancellationToken)
    {
        result.Check("the webhook is subscribed", stage.SubscriptionFault is null, stage.SubscriptionFault ?? "POST /api/v1/webhooks answered 201");
        IReadOnlyList<IncidentReport>? incidents = await stage.ListIncidentsAsync(cancellationToken);
        result.Keep("incidents", JsonSerializer.SerializeToNode(incidents?.Count));
        result.Check(
            "exactly one incident",
            incidents is [_],
            incidents is null ? "the silo knows no incidents" : $"{incidents.Count}{string.Concat(incidents.Select(static incident => $"\n          {incident.Sentence}"))}");
        string first = incidents is [{ Causes: [{ } cause, ..] }, ..] ? cause.Name : "none";
        result.Check("the incident's first cause", first == Watch.Operation, first);

        AnomalyPage anomalies = await stage.Silo.ListAnomaliesAsync(new AnomalyQuestion { Severity = AnomalySeverities.Anomaly }, null, cancellationToken);
        result.Keep("anomalies", new JsonArray([.. anomalies.Anomalies.Select(static anomaly => JsonValue.Create(anomaly.Sentence))]));
        IReadOnlyList<ReceivedMessage> messages = stage.Receiver.Messages;
        ReceivedMessage[] opened = [.. messages.Where(static message => message.Type == Opened)];
        result.Keep("messages", new JsonArray([.. messages.Select(static message => JsonValue.Create(message.Type))]));
        result.Keep("messages_refused", stage.Receiver.RefusedCount);
        result.Keep("messages_repeated", stage.Receiver.RepeatedCount);
        result.Check("exactly one message that something began", opened.Length == 1, $"{opened.Length}");
        result.Check("its first cause", opened is [{ Causes: [Watch.Operation, ..] }, ..], opened is [{ } message, ..] ? string.Join(", ", message.Causes) : "no message");
        result.Check("every message is verified", stage.Receiver.RefusedCount == 0 && messages.Count > 0, $"{messages.Count} verified, {stage.Receiver.RefusedCount} refused");
    }
}
