using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Alerting;

/// <summary>The JSON of alerts, incidents, silences, budgets and webhooks: snake case, absent members left out, words for enumerations.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertQuery))]
[JsonSerializable(typeof(Finding))]
[JsonSerializable(typeof(AlertPage))]
[JsonSerializable(typeof(AlertReport))]
[JsonSerializable(typeof(IncidentPage))]
[JsonSerializable(typeof(IncidentReport))]
[JsonSerializable(typeof(SilenceRequest))]
[JsonSerializable(typeof(SilenceReport))]
[JsonSerializable(typeof(SilencePage))]
[JsonSerializable(typeof(SilencePreview))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(Notification))]
[JsonSerializable(typeof(NotificationBatch))]
[JsonSerializable(typeof(FindingsUpdate))]
[JsonSerializable(typeof(IncidentNoteRequest))]
[JsonSerializable(typeof(AcknowledgementRequest))]
[JsonSerializable(typeof(Budget))]
[JsonSerializable(typeof(BudgetReport))]
[JsonSerializable(typeof(BudgetPage))]
[JsonSerializable(typeof(BudgetList))]
[JsonSerializable(typeof(BudgetCheckReport))]
[JsonSerializable(typeof(EndpointBreaches))]
[JsonSerializable(typeof(WebhookSubscription))]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(WebhookReport))]
[JsonSerializable(typeof(WebhookPage))]
[JsonSerializable(typeof(WebhookSecretReport))]
[JsonSerializable(typeof(WebhookTargets))]
[JsonSerializable(typeof(WebhookDelivery))]
[JsonSerializable(typeof(WebhookDeliveryPage))]
[JsonSerializable(typeof(WebhookReplayReport))]
[JsonSerializable(typeof(WebhookReplayRequest))]
public sealed partial class AlertingJsonContext : JsonSerializerContext
{
    /// <summary>
    /// The same for people who read it as it is: only what JSON must escape is escaped, so that a secret or a sentence can be copied. Not to
    /// be put into a page of HTML.
    /// </summary>
    public static AlertingJsonContext Readable => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = null });
}
