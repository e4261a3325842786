using Pipeline.Alerting.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests.Webhooks;

/// <summary>What is taken of what the alerts tell, what a filter lets through, and that all of it is kept.</summary>
public sealed class OutboxIntakeTests
{
    private const long Start = OutboxDriver.Start;

    private readonly Outbox _outbox = OutboxDriver.On();

    [Fact]
    public void Take_TransitionsAgain_AreKnown()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "b")), Start);
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "b"), MadeUp.Notification(3, "c")), Start);

        Assert.Equal(3, _outbox.Standing.Mark);
        Assert.Equal(["a", "b", "c"], _outbox.Pending.Select(message => message.Incident));
    }

    [Fact]
    public void Take_AfterAGapThatNobodyFills_TakesNothing()
    {
        _outbox.Take(new NotificationBatch(5, [MadeUp.Notification(5, "a")], null), Start);

        Assert.Equal(0, _outbox.Standing.Mark);
        Assert.Empty(_outbox.Pending);
    }

    [Fact]
    public void Take_GapWithOpenIncidents_TellsTheLatestOfEachAsDelayed()
    {
        _outbox.Take(new NotificationBatch(5, [MadeUp.Notification(5, "a"), MadeUp.Notification(6, "a")], [MadeUp.Incident("a"), MadeUp.Incident("b")]), Start);

        Assert.Equal(6, _outbox.Standing.Mark);
        Assert.Equal([("b", true), ("a", false), ("a", false)], _outbox.Pending.Select(message => (message.Incident, message.IsDelayed)));
    }

    [Fact]
    public void Take_ManyLargeIncidents_SplitsEntriesAndTheMarkComesLast()
    {
        IncidentReport[] open = [.. Enumerable.Range(0, 300).Select(number => MadeUp.Incident($"i{number}") with { Sentence = new string('x', 4_000) })];
        NotificationBatch batch = new(100, [], open);

        IReadOnlyList<OutboxEntry> entries = OutboxIntake.Plan(_outbox, OutboxDriver.Webhook(), batch, Start);

        Assert.True(entries.Count > 3);
        Assert.All(entries, entry => Assert.InRange(Outbox.Write(entry).Length, 1, OutboxLimits.EntryBytesMax * 2));
        Assert.Equal([0L, 99L], entries.Cast<OutboxEntry.Taken>().Select(entry => entry.Mark).Distinct());
        // Torn after the first entry, all is told again and each is taken once.
        _outbox.Apply(entries[0]);
        _outbox.Take(batch, Start);
        Assert.Equal(300, _outbox.Pending.Count);
    }

    [Theory]
    [InlineData("/a", true)]
    [InlineData("/*", true)]
    [InlineData("/b", false)]
    public void Take_FilterOfEndpoints_LetsThroughWhatFits(string pattern, bool isTaken)
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a")), Start, OutboxDriver.Webhook(filter: new WebhookFilter(Endpoints: [pattern])));

        Assert.Equal((1L, isTaken ? 1 : 0), (_outbox.Standing.Mark, _outbox.Pending.Count));
    }

    [Fact]
    public void Fits_SeverityTypesOwnersAndItself_AreObeyed()
    {
        WebhookSubscription webhook = OutboxDriver.Webhook(filter: new WebhookFilter(Owners: ["team-*"], Severity: AlertSeverity.Page, Types: [NotificationType.Opened]));
        Notification opened = MadeUp.Notification(1, "a");
        Finding itself = new("f", FindingSource.Webhook, webhook.Id, "", AlertSeverity.Ticket, [], false, 1, 1, 1, null, null, false, [], "", null, null);
        AlertReport alert = new("1", "1", "a", AlertState.Firing, AlertSeverity.Page, 1, 1, null, [], itself);

        Assert.True(WebhookFit.Fits(webhook, opened));
        Assert.False(WebhookFit.Fits(webhook, opened with { Type = NotificationType.Resolved }));
        Assert.False(WebhookFit.Fits(webhook, opened with { Incident = opened.Incident with { Severity = AlertSeverity.Ticket } }));
        Assert.False(WebhookFit.Fits(webhook, opened with { Incident = opened.Incident with { Owners = ["others"] } }));
        Assert.False(WebhookFit.Fits(webhook, opened with { Incident = opened.Incident with { Alerts = [alert] } }));
        Assert.True(WebhookFit.Fits(webhook with { Id = "00000000000000bb" }, opened with { Incident = opened.Incident with { Alerts = [alert] } }));
    }

    [Theory]
    [InlineData(WebhookPayload.Pipeline)]
    [InlineData(WebhookPayload.Alertmanager)]
    public void Take_BeforeItHearsThatItIsOnAgain_PassesNothingOver(WebhookPayload payload)
    {
        WebhookSubscription webhook = OutboxDriver.Webhook(payload);
        _outbox.Apply(new OutboxEntry.Configured(Start, 0, false));
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "b")), Start, webhook);
        Assert.Equal(0, _outbox.Standing.Mark);

        _outbox.Apply(new OutboxEntry.Configured(Start, 1, true));
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "b")), Start, webhook);

        Assert.Equal(2, _outbox.Standing.Mark);
        Assert.Equal(["b"], _outbox.Pending.Select(message => message.Incident!).Concat(_outbox.FindPush(webhook, Start).Select(incident => incident.Id)));
    }

    [Fact]
    public void Snapshot_ReadAgain_IsTheSame()
    {
        _outbox.Take(OutboxDriver.Batch([.. Enumerable.Range(1, 30).Select(number => MadeUp.Notification(number, $"i{number % 7}"))]), Start);
        _outbox.Attempt(_outbox.Next(Start).Message!, 500, Start);
        _outbox.Attempt(_outbox.Next(Start).Message!, 200, Start);

        Outbox read = Outbox.ReadSnapshot(_outbox.WriteSnapshot())!;

        Assert.Equal(_outbox.WriteSnapshot(), read.WriteSnapshot());
        Assert.Equal(_outbox.Next(Start).Message!.Id, read.Next(Start).Message!.Id);
        Assert.Null(Outbox.ReadSnapshot("{}"u8));
        Assert.Null(Outbox.Read("""{"kind":"unheard_of","at":1}"""u8));
    }
}
