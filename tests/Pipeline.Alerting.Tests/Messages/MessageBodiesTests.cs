using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Alerting.Messages;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests.Messages;

public sealed class MessageBodiesTests
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);
    private readonly MessageSchema _schema = MessageSchema.Load();

    [Fact]
    public void OfNotification_UsualIncident_TellsAllOfIt()
    {
        JsonNode message = Checked(MessageBodies.OfNotification(MadeUp.Opened(MadeUp.Usual), isDelayed: false, MadeUp.BaseUrl + "/"));
        Assert.Equal("incident.opened", (string?)message["type"]);
        Assert.Equal("2026-01-02T03:04:05.678Z", (string?)message["timestamp"]);
        JsonNode data = message["data"]!;
        Assert.Equal(1, (int)data["version"]!);
        Assert.Equal("00112233445566aa", (string?)data["id"]);
        Assert.Equal("00112233445566aa-12", (string?)data["transition"]);
        Assert.Equal("open", (string?)data["state"]);
        Assert.Equal("page", (string?)data["severity"]);
        Assert.Equal(MadeUp.Usual.Sentence, (string?)data["sentence"]);
        Assert.Equal("2026-01-02T03:03:05.678Z", (string?)data["since"]);
        Assert.Null(data["ended"]);
        Assert.False((bool)data["truncated"]!);
        Assert.Equal(["json.dumps", "duration_p95"], data["causes"]!.AsArray().Select(cause => (string?)cause!["name"]));
        JsonNode first = data["causes"]![0]!;
        Assert.Equal((847, 1.2, 100, 847 / 1.2), ((double)first["observed"]!, (double)first["expected"]!, (double)first["limit"]!, (double)first["ratio"]!));
        Assert.Equal(("calls", "calls/event", 2), ((string?)first["budget"], (string?)first["unit"], (int)first["endpoint_count"]!));
        Assert.Equal("0123456789abcdef0123456789abcdef", (string?)first["trace_ids"]![0]);
        Assert.Equal("ann", (string?)data["acknowledgement"]!["by"]);
        Assert.Equal("on it", (string?)data["notes"]![0]!["text"]);
        Assert.Equal("calls", (string?)data["alerts"]![0]!["rule"]);
        Assert.Equal("https://pipeline.example.org/api/v1/incidents/00112233445566aa", (string?)data["links"]!["incident"]);
        Assert.Equal("https://pipeline.example.org/api/v1/compare?endpoint=%2Frecommend&segment=premium", (string?)data["links"]!["query"]);
    }

    [Theory]
    [InlineData(NotificationType.Opened, "incident.opened")]
    [InlineData(NotificationType.Updated, "incident.updated")]
    [InlineData(NotificationType.Reminded, "incident.reminded")]
    [InlineData(NotificationType.Acknowledged, "incident.acknowledged")]
    [InlineData(NotificationType.Resolved, "incident.resolved")]
    [InlineData(NotificationType.Stale, "incident.stale")]
    public void OfNotification_EachType_HasItsWord(NotificationType type, string expected)
    {
        JsonNode message = Checked(MessageBodies.OfNotification(MadeUp.Opened(MadeUp.Usual) with { Type = type }, isDelayed: true, MadeUp.BaseUrl));
        Assert.Equal(expected, (string?)message["type"]);
        Assert.True((bool)message["data"]!["delayed"]!);
    }

    [Fact]
    public void OfNotification_SameArguments_SameBytes() => Assert.Equal(
        MessageBodies.OfNotification(MadeUp.Opened(MadeUp.Usual), false, MadeUp.BaseUrl),
        MessageBodies.OfNotification(MadeUp.Opened(MadeUp.Usual), false, MadeUp.BaseUrl));

    [Fact]
    public void OfNotification_LettersOfOtherScripts_StandAsTheyAre()
    {
        byte[] body = MessageBodies.OfNotification(MadeUp.Opened(MadeUp.Usual with { Sentence = "検索 größer" }), false, MadeUp.BaseUrl);
        Assert.Contains("検索 größer", s_strict.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public void OfNotification_ThousandsOfEndpoints_AreCutAndCounted()
    {
        IncidentReport incident = MadeUp.Usual with
        {
            Endpoints = [.. Enumerable.Range(0, 5_000).Select(index => $"/endpoint/{index}/of-a-service-with-a-long-name")],
            AlertCount = 5_000,
            Alerts = [.. Enumerable.Range(0, 50).Select(index => MadeUp.AlertOf($"/endpoint/{index}", AlertState.Firing, ""))],
        };
        JsonNode data = Checked(MessageBodies.OfNotification(MadeUp.Opened(incident), false, MadeUp.BaseUrl))["data"]!;
        Assert.True((bool)data["truncated"]!);
        Assert.Equal(5_000, (int)data["endpoint_count"]!);
        Assert.Equal(5_000, (int)data["alert_count"]!);
        Assert.Equal("/endpoint/0/of-a-service-with-a-long-name", (string?)data["endpoints"]![0]);
        Assert.Equal(50, data["endpoints"]!.AsArray().Count);
        Assert.Empty(data["alerts"]!.AsArray());

        // What tells most is kept: the notes and the traces did not have to go.
        Assert.Single(data["notes"]!.AsArray());
        Assert.Single(data["causes"]![0]!["trace_ids"]!.AsArray());
        Assert.Equal(2, data["causes"]!.AsArray().Count);
    }

    [Fact]
    public void OfNotification_ManyLongNotes_KeepsTheLatest()
    {
        IncidentReport incident = MadeUp.Usual with
        {
            Notes = [.. Enumerable.Range(0, 50).Select(index => new IncidentNote("ann", index, $"{index} " + new string('x', 1_900)))],
        };
        JsonNode data = Checked(MessageBodies.OfNotification(MadeUp.Opened(incident), false, MadeUp.BaseUrl))["data"]!;
        Assert.Equal(50, (int)data["note_count"]!);
        Assert.Equal(["45", "46", "47", "48", "49"], data["notes"]!.AsArray().Select(note => ((string)note!["text"]!).Split(' ')[0]));
    }

    [Fact]
    public void OfNotification_LongQuery_IsLeftOutWhole()
    {
        JsonNode data = Checked(MessageBodies.OfNotification(
            MadeUp.Opened(MadeUp.Usual with { Query = "/api/v1/compare?endpoint=" + new string('a', 2_000) }), false, MadeUp.BaseUrl))["data"]!;
        Assert.Null(data["links"]!["query"]);
        Assert.NotNull(data["links"]!["incident"]);
        Assert.True((bool)data["truncated"]!);
    }

    [Fact]
    public void OfNotification_FigureThatIsNoNumber_IsLeftOut()
    {
        IncidentCause cause = MadeUp.Usual.Causes[0];
        IncidentReport incident = MadeUp.Usual with { Causes = [cause with { Cause = cause.Cause with { Observed = double.PositiveInfinity, Expected = double.NaN } }] };
        JsonNode first = Checked(MessageBodies.OfNotification(MadeUp.Opened(incident), false, MadeUp.BaseUrl))["data"]!["causes"]![0]!;
        Assert.Null(first["observed"]);
        Assert.Null(first["expected"]);
        Assert.Null(first["ratio"]);
        Assert.NotNull(first["limit"]);
    }

    [Fact]
    public void OfNotification_AnyIncident_IsSmallAndWellFormed()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            Random random = new(seed);
            Notification notification = new(random.Next(1, int.MaxValue), MadeUp.Pick<NotificationType>(random), random.NextInt64(), MadeUp.Any(random, 3_000));
            JsonNode data = Checked(MessageBodies.OfNotification(notification, random.Next(2) == 0, MadeUp.BaseUrl), seed)["data"]!;
            IncidentReport incident = notification.Incident;
            Assert.Equal(
                (incident.Endpoints.Count, incident.Segments.Count, incident.Causes.Count, incident.Owners.Count, incident.Notes.Count, incident.AlertCount),
                ((int)data["endpoint_count"]!, (int)data["segment_count"]!, (int)data["cause_count"]!, (int)data["owner_count"]!, (int)data["note_count"]!, (int)data["alert_count"]!));
            bool isWhole = data["endpoints"]!.AsArray().Count == incident.Endpoints.Count && data["segments"]!.AsArray().Count == incident.Segments.Count
                && data["causes"]!.AsArray().Count == incident.Causes.Count && data["owners"]!.AsArray().Count == incident.Owners.Count
                && data["runbooks"]!.AsArray().Count == incident.Runbooks.Count
                && data["notes"]!.AsArray().Count == incident.Notes.Count && data["alerts"]!.AsArray().Count == incident.AlertCount;
            Assert.True(isWhole || (bool)data["truncated"]!, $"seed {seed}: something was cut and it does not say so");
            Assert.True(incident.Causes.Count == 0 || data["causes"]!.AsArray().Count > 0, $"seed {seed}: no cause");
        }
    }

    [Fact]
    public void OfDigest_AnyIncidents_AreSmallAndWellFormed()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Random random = new(seed);
            Notification[] latest = [.. Enumerable.Range(1, random.Next(150)).Select(number => new Notification(number, MadeUp.Pick<NotificationType>(random), random.NextInt64(), MadeUp.Any(random, 5)))];
            JsonNode data = Checked(MessageBodies.OfDigest(latest, true, MadeUp.OpenedAt, MadeUp.BaseUrl), seed)["data"]!;
            Assert.Equal(latest.Length, (int)data["incident_count"]!);
            Assert.True(data["incidents"]!.AsArray().Count == latest.Length || (bool)data["truncated"]!);
        }
    }

    [Fact]
    public void OfDigest_SeveralIncidents_TellsThoseThatGoOnFirst()
    {
        IncidentReport resolved = MadeUp.Usual with { Id = "a", State = IncidentState.Resolved, Ended = MadeUp.OpenedAt };
        IncidentReport ticket = MadeUp.Usual with { Id = "b", Severity = AlertSeverity.Ticket };
        JsonNode message = Checked(MessageBodies.OfDigest(
            [new(1, NotificationType.Resolved, 1, resolved), new(2, NotificationType.Opened, 2, ticket), new(3, NotificationType.Opened, 3, MadeUp.Usual)],
            false, MadeUp.OpenedAt, MadeUp.BaseUrl));
        Assert.Equal("digest", (string?)message["type"]);
        JsonNode data = message["data"]!;
        Assert.Equal([MadeUp.Usual.Id, "b", "a"], data["incidents"]!.AsArray().Select(incident => (string?)incident!["id"]));
        Assert.Equal((3, 2), ((int)data["incident_count"]!, (int)data["open_count"]!));
        Assert.Equal("json.dumps", (string?)data["incidents"]![0]!["cause"]);
        Assert.Equal("https://pipeline.example.org/api/v1/incidents", (string?)data["link"]);
        Assert.False((bool)data["truncated"]!);
    }

    [Fact]
    public void OfTest_LongName_IsSmallAndWellFormed()
    {
        JsonNode message = Checked(MessageBodies.OfTest(new string('ß', 50_000) + "\ud800", MadeUp.OpenedAt));
        Assert.Equal("test", (string?)message["type"]);
        Assert.Equal("chat", (string?)Checked(MessageBodies.OfTest("chat", MadeUp.OpenedAt))["data"]!["webhook"]);
    }

    [Fact]
    public void OfHeartbeat_IsNothingButItself() => Assert.Equal(
        """{"type":"heartbeat","timestamp":"2026-01-02T03:04:05.678Z","data":{"version":1}}""",
        Checked(MessageBodies.OfHeartbeat(MadeUp.OpenedAt)).ToJsonString());

    [Fact]
    public void Schema_MessageChanged_IsRefused()
    {
        // The check can fail: each change is one that a receiver would stumble over.
        Action<JsonObject>[] changes =
        [
            message => message["type"] = "incident.exploded",
            message => message.Remove("timestamp"),
            message => message["timestamp"] = "yesterday",
            message => message["data"]!.AsObject().Remove("sentence"),
            message => message["data"]!["version"] = 2,
            message => message["data"]!["truncated"] = "no",
            message => message["data"]!["causes"]![0]!["observed"] = "many",
            message => message["data"]!["colour"] = "red",
        ];
        byte[] body = MessageBodies.OfNotification(MadeUp.Opened(MadeUp.Usual), false, MadeUp.BaseUrl);
        foreach (Action<JsonObject> change in changes)
        {
            JsonObject message = JsonNode.Parse(body)!.AsObject();
            change(message);
            Assert.NotEmpty(_schema.Defects(message));
        }
    }

    private JsonNode Checked(byte[] body, int seed = 0)
    {
        Assert.True(body.Length < MessageBodies.SizeBytesMax, $"seed {seed}: {body.Length} bytes");
        string text = s_strict.GetString(body);
        JsonNode message = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!;
        IReadOnlyList<string> defects = _schema.Defects(message);
        Assert.True(defects.Count == 0, $"seed {seed}: {string.Join('\n', defects)}");
        return message;
    }
}
