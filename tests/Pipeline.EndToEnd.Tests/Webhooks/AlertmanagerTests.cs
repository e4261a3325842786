using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Pipeline.Alerting.Messages;
using Pipeline.Grains.Webhooks;
using Pipeline.Protocol.Alerting;
using Pipeline.Silo.Webhooks;

namespace Pipeline.EndToEnd.Tests.Webhooks;

/// <summary>A real Alertmanager takes our alerts, groups them by incident, keeps them while they are sent again, and resolves
/// them.</summary>
public sealed class AlertmanagerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly List<JsonNode> _messages = [];

    [Fact]
    public async Task Alertmanager_IncidentsOpenGoOnAndEnd_GroupsKeepsAndResolves()
    {
        Channel<JsonNode> told = Channel.CreateUnbounded<JsonNode>();
        await using ScriptedTarget chat = Chat(told.Writer);
        await using AlertmanagerProcess alertmanager = await AlertmanagerProcess.StartAsync($"http://127.0.0.1:{chat.Port}/");
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        IncidentReport shared = MadeUp.Explosion(now, "00112233445566aa", "/recommend", "/search", "/größe\"{}\n");
        IncidentReport alone = MadeUp.Explosion(now, "00112233445566bb", "/checkout");

        // Sent once, three minutes before an end that is near.
        IncidentReport forgotten = MadeUp.Explosion(now - 165_000, "00112233445566cc", "/forgotten");
        await SendAsync(alertmanager, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 165_000, forgotten);

        // Taken, and grouped: one message of each incident, all of its endpoints in it.
        await SendAsync(alertmanager, now, shared, alone);
        JsonNode[] first = [await NextAsync(told, "firing", shared, alerts: 3), await NextAsync(told, "firing", alone), await NextAsync(told, "firing", forgotten)];
        Assert.Equal(
            [("00112233445566aa", 3), ("00112233445566bb", 1), ("00112233445566cc", 1)],
            first.Select(message => ((string)message["groupLabels"]!["incident"]!, message["alerts"]!.AsArray().Count)).Order());
        Assert.Equal([1, 1], (await alertmanager.GroupsAsync()).Where(group => (string?)group!["labels"]!["incident"] != forgotten.Id)
            .Select(group => group!["alerts"]!.AsArray().Select(each => (string?)each!["labels"]!["incident"]).Distinct().Count()));
        JsonNode alert = first.Single(message => (string?)message["groupLabels"]!["incident"] == alone.Id)["alerts"]![0]!;
        Assert.Equal(("/checkout", "json.dumps", "page", "PipelineIncident"),
            ((string?)alert["labels"]!["endpoint"], (string?)alert["labels"]!["cause"], (string?)alert["labels"]!["severity"], (string?)alert["labels"]!["alertname"]));
        Assert.Equal(alone.Sentence, (string?)alert["annotations"]!["summary"]);
        Assert.Equal("https://pipeline.example.org/api/v1/compare?endpoint=%2Frecommend", (string?)alert["generatorURL"]);
        DateTimeOffset endsBefore = await EndOfAsync(alertmanager, alone.Id);

        // Kept: sent again a minute later by its time, each alert is the same one with a later end.
        await SendAsync(alertmanager, now + 60_000, shared, alone);
        Assert.Equal(4, (await alertmanager.AlertsAsync()).Count(each => (string?)each!["labels"]!["incident"] != forgotten.Id));
        Assert.Equal(TimeSpan.FromMinutes(1), await EndOfAsync(alertmanager, alone.Id) - endsBefore);

        // Resolved, without waiting for the end that was announced: the one incident, not the other.
        await SendAsync(alertmanager, now + 60_000, alone with { State = IncidentState.Resolved, Ended = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() }, shared);
        await NextAsync(told, "resolved", alone);

        // What is told no more resolves by itself when the end comes that was announced last.
        await NextAsync(told, "resolved", forgotten);
        Assert.All(await alertmanager.AlertsAsync(), open => Assert.Equal(shared.Id, (string?)open!["labels"]!["incident"]));
    }

    // The target that Alertmanager tells.
    private static ScriptedTarget Chat(ChannelWriter<JsonNode> told) => new(async (stream, _, cancellationToken) =>
    {
        string request = await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
        byte[] body = Encoding.Latin1.GetBytes(request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken);
        told.TryWrite(JsonNode.Parse(body)!);
    });

    private static async Task SendAsync(AlertmanagerProcess alertmanager, long atUnixMs, params IReadOnlyList<IncidentReport> incidents)
    {
        using HttpWebhookTransport transport = WebhookTransportGuardTests.Create(
            new WebhookTransportOptions { AllowedNetworks = ["127.0.0.0/8"] }, new SystemNameResolver());
        byte[] body = MessageBodies.OfAlertmanager(incidents, atUnixMs, "https://pipeline.example.org");
        WebhookAttempt attempt = await transport.SendAsync(new WebhookMessage(alertmanager.Alerts, body, []), CancellationToken.None);
        Assert.True(attempt.IsTaken, $"{attempt.Error}\n{alertmanager.Output}");
    }

    // Groups are told each by itself, in any order: what is not asked for yet is kept. A group whose alerts began longer ago than it waits is told at once,
    // perhaps before all of them are in it, and again a second later.
    private async Task<JsonNode> NextAsync(Channel<JsonNode> told, string status, IncidentReport incident, int alerts = 1)
    {
        while (true)
        {
            if (_messages.Find(message => (string?)message["status"] == status && (string?)message["groupLabels"]!["incident"] == incident.Id
                && message["alerts"]!.AsArray().Count == alerts) is { } found)
                return found;
            _messages.Add(await told.Reader.ReadAsync().AsTask().WaitAsync(s_patience));
        }
    }

    private static async Task<DateTimeOffset> EndOfAsync(AlertmanagerProcess alertmanager, string incident)
    {
        JsonNode alert = (await alertmanager.AlertsAsync()).Single(each => (string?)each!["labels"]!["incident"] == incident)!;
        return DateTimeOffset.Parse((string)alert["endsAt"]!, CultureInfo.InvariantCulture);
    }
}
