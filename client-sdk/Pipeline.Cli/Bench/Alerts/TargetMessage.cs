using System.Globalization;
using System.Text.Json;
using Pipeline.Client.Webhooks;

namespace Pipeline.Cli.Bench.Alerts;

/// <summary>A request that a target was sent.</summary>
/// <param name="Id">Its <c>webhook-id</c>; empty if it has none.</param>
/// <param name="ArrivedUnixMs">When its last byte was here.</param>
/// <param name="Mode">How the target treated it.</param>
/// <param name="Fault">Why its signature is not to be believed.</param>
/// <param name="Body">The whole body.</param>
internal sealed record TargetMessage(string Id, long ArrivedUnixMs, TargetMode Mode, WebhookFault Fault, JsonElement Body)
{
    private static readonly JsonElement s_nothing = JsonDocument.Parse("{}").RootElement;

    public bool IsTaken => Mode == TargetMode.Takes;

    /// <summary>For instance <c>incident.opened</c>; empty where the body is of another kind.</summary>
    public string Type => Text(Body, "type");

    /// <summary>Whether it says that it comes late.</summary>
    public bool IsDelayed => Data.TryGetProperty("delayed", out JsonElement delayed) && delayed.ValueKind == JsonValueKind.True;

    /// <summary>The incidents it is about: several of a digest, none of a test.</summary>
    public IReadOnlyList<ToldState> States
    {
        get
        {
            if (Data.TryGetProperty("incidents", out JsonElement incidents))
                return [.. incidents.EnumerateArray().Select(each => StateOf(each, Text(each, "type"), Time(Text(each, "at")), Text(each, "cause")))];
            if (!Type.StartsWith("incident.", StringComparison.Ordinal))
                return [];
            string cause = Data.TryGetProperty("causes", out JsonElement causes) && causes.GetArrayLength() > 0 ? Text(causes[0], "name") : string.Empty;
            return [StateOf(Data, Type, Time(Text(Body, "timestamp")), cause)];
        }
    }

    private JsonElement Data => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("data", out JsonElement data) ? data : s_nothing;

    private static ToldState StateOf(JsonElement incident, string type, long atUnixMs, string cause) => new(
        Text(incident, "id"),
        incident.GetProperty("number").GetInt64(),
        type,
        Text(incident, "state"),
        atUnixMs,
        incident.TryGetProperty("endpoint_count", out JsonElement count) ? count.GetInt32() : 0,
        cause);

    private static long Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : string.Empty;
}
